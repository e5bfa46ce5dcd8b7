"""What was written in the demo's surveys: residents' free texts (texts.csv), the coordinators' words on the results."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from surveys.masking import masked
from surveys.models import Remark

TEXTS = Path(__file__).with_name("texts.csv")

# Tag → the beginning of the challenge that it stands for, by district.
TAG_CHALLENGES = {
    "wakaba": {
        "近所づきあい": "近所づきあいが薄く",
        "見守り": "ひとり暮らしの高齢者の見守り",
        "災害の備え": "災害のときに助けが必要な人",
        "子どもの遊び場": "公園の遊具が古く",
        "若い世代": "会議に若い世代が",
    },
    "shiomidai": {"買い物": "買い物に行く足がない", "階段": "階段の上り下り", "担い手": "自治会のなり手"},
    "kuwabara": {
        "通院の足": "通院の足がない",
        "祭りの担い手": "獅子舞と秋まつり",
        "空き家・草刈り": "空き家と草刈り",
    },
}


@dataclass(frozen=True)
class SampleText:
    """A free text, and what the coordinator decided on it; `state` is empty where nobody has read it."""

    text: str
    state: str
    tags: tuple[str, ...]
    excerpt: str

    @property
    def kept(self) -> str:
        """As it is stored: without telephone numbers."""
        return masked(self.text)


@cache
def _samples() -> dict[tuple[str, int], list[SampleText]]:
    found: dict[tuple[str, int], list[SampleText]] = {}
    with TEXTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sample = SampleText(
                row["text"],
                "" if row["state"] == Remark.State.WAITING else row["state"],
                tuple(name for name in row["tags"].split(";") if name),
                row["excerpt"],
            )
            found.setdefault((row["district"], int(row["wave"])), []).append(sample)
    return found


def texts_of(district: str, number: int) -> list[SampleText]:
    """The free texts of a wave."""
    return _samples()[district, number]


SUMMARIES = {
    (
        "wakaba",
        1,
    ): "600人の方から回答をいただきました。困りごとは「自分や家族の健康」「災害のときの避難」「子育て」の順でした。"
    "ご近所と「ほとんどつきあいがない」方は22%で、30代では41%でした。",
    ("wakaba", 2): "600人の方から回答をいただきました。ウェブで答えた方がふえ、30代では7割をこえました。\n"
    "ご近所と「ほとんどつきあいがない」方は22%から19%に、30代では41%から35%に減りました。\n"
    "いちばん多い困りごとは「災害のときの避難」で、力を入れてほしいテーマでも「災害の備え」が上がりました。",
    (
        "shiomidai",
        1,
    ): "300人の方から回答をいただきました。「買い物」に困っている方が38%で、いちばん多い困りごとでした。",
    (
        "shiomidai",
        2,
    ): "300人の方から回答をいただきました。「買い物」に困っている方は、38%から31%に減りました。\n"
    "移動販売と荷物運びの取り組みは、4人に1人が「利用した」と答えています。\n"
    "「通院・外出の足」と「災害のときの避難」は、これからの課題です。",
    (
        "kuwabara",
        1,
    ): "300人の方から回答をいただきました。「通院・外出の足」に困っている方が44%で、いちばん多い困りごとでした。",
}

CONCLUSIONS = {
    (
        "wakaba",
        1,
    ): "顔の見える近所づきあいを、次の年度の取り組みの中心にします。まず、町内ごとの顔合わせ会をためします。",
    ("wakaba", 2): "顔合わせ会とあいさつ週間は、来年度も続けます。夕方や日曜の会もためします。\n"
    "災害のときの支え合いを、来年度のテーマの候補にします。",
    ("shiomidai", 1): "移動販売について、店との話し合いを始めます。",
    ("shiomidai", 2): "移動販売は、止まる場所と雨の日の届け方を、店と話し合います。\n"
    "階段の上り下りが大変な方のために、出張カフェをほかの街区にも広げます。",
    ("kuwabara", 1): "通院の足について、施設やNPOと話し合いを始めます。",
}

_QUESTIONS = {
    ("wakaba", 2): {
        "q6_neighbor": "「ほとんどつきあいがない」が、前回の22%から19%に減りました。",
        "q7_trouble": "「災害のときの避難」と「自分や家族の健康」が、3人に1人です。",
        "q11_know": "地区社協を「内容まで知っている」方が、18%から24%にふえました。",
        "q13_readability": "「わかりやすい」と答えた方がふえました。読んでいない方にも届く工夫をします。",
        "q14_theme": "「災害の備え」と「気軽に相談できる場」が上位です。",
    },
    ("shiomidai", 2): {
        "q7_trouble": "「買い物」が、前回の38%から31%に減りました。",
        "q11_know": "地区社協を「内容まで知っている」方が、18%から24%にふえました。",
        "q16_change": "4人に1人が、移動販売や荷物運びを「利用した」と答えました。",
    },
    ("wakaba", 1): {"q6_neighbor": "5人に1人が「ほとんどつきあいがない」と答えました。"},
    ("shiomidai", 1): {"q7_trouble": "「買い物」がいちばん多く、次が「自分や家族の健康」です。"},
    ("kuwabara", 1): {"q7_trouble": "「通院・外出の足」がいちばん多く、次が「自分や家族の健康」です。"},
}


def question_summaries(district: str, number: int) -> dict[str, str]:
    """The coordinator's sentences above the charts: {question key: sentence}."""
    return _QUESTIONS.get((district, number), {})
