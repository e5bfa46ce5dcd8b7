"""The demo's year of voices and challenges: in each district one that led from a voice to regular work."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from groups.actions import challenges, voices
from groups.demo import themes
from groups.models import Challenge
from portal.japanese.calendar import FiscalYear
from portal.models import District, User

VOICES = Path(__file__).with_name("voices.csv")

# When something happened: a month and day of the last 年度 ("10-25"), or so many days ago ("40").
When = str


@dataclass(frozen=True)
class SampleChallenge:
    """A challenge with its steps after it was taken up: (when, stage, what, evidence)."""

    district: str
    title: str
    text: str
    fields: list[str]
    taken_up: When
    steps: list[tuple[When, str, str, str]]
    is_public: bool = True
    closed: tuple[When, str] | None = None


CHALLENGES = [
    SampleChallenge(
        "shiomidai",
        "買い物に行く足がない",
        "坂とエレベーターのない棟が多く、重いものを買って帰れない人が増えています。バスの本数も減りました。",
        ["welfare", "health"],
        "07-10",
        [
            ("720", "voice", "アンケートで「買い物に困る」が38%でした。", "住民アンケート 第1回"),
            (
                "150",
                "trial",
                "集会所前の移動販売を、月2回ためしました（延べ74人）。",
                "スーパーしおみ 利用の記録",
            ),
            (
                "55",
                "established",
                "毎週金曜の移動販売として続けることになりました。",
                "スーパーしおみとの覚書",
            ),
        ],
    ),
    SampleChallenge(
        "shiomidai",
        "階段の上り下りが大変で外に出られない",
        "上の階に住む人が家にこもりがちです。1階まで下りれば話し相手がいる、という場所が要ります。",
        ["health", "exchange"],
        "10-20",
        [
            (
                "11-22",
                "discussion",
                "階段下カフェをほかの街区にも広げられないか話し合いました。",
                "昨年度の協議体の記録",
            ),
            ("125", "trial", "A街区で月1回の出張カフェを始めました。", "階段下カフェ 活動の記録"),
        ],
    ),
    SampleChallenge(
        "shiomidai",
        "自治会のなり手がいない",
        "役員が同じ人に重なっています。仕事を小さく分ける方法を考えます。",
        ["exchange"],
        "02-01",
        [],
        is_public=False,
    ),
    SampleChallenge(
        "wakaba",
        "近所づきあいが薄く、困ったときに頼れない",
        "新しい住宅やマンションが多く、となりの人を知らない世帯が増えています。子育て中の人ほど孤立しがちです。",
        ["exchange", "children"],
        "07-05",
        [
            ("720", "voice", "「ほとんどつきあいがない」が22%、30代では41%でした。", "住民アンケート 第1回"),
            ("09-20", "discussion", "あいさつ週間から始めることにしました。", "昨年度の協議体の記録"),
            (
                "185",
                "trial",
                "さくら坂と駅前通りで、顔合わせ会をためしました（56人）。",
                "顔合わせ会 ふりかえり",
            ),
            ("80", "established", "全部の町内で、春と秋の2回開くことになりました。", "若葉地区社協 事業計画"),
        ],
    ),
    SampleChallenge(
        "wakaba",
        "ひとり暮らしの高齢者の見守り",
        "新聞がたまる、電気がついたまま、などの気づきを、どこにつなぐかを知らない人が多くいます。",
        ["welfare"],
        "10-01",
        [
            (
                "11-15",
                "discussion",
                "気づきのサインと連絡先を、1枚のカードにすることを決めました。",
                "昨年度の協議体の記録",
            ),
            ("01-20", "trial", "けやき台でカードを配り、使い心地を聞きました。", "けやき台自治会 回覧"),
            ("65", "established", "全戸にカードを配りました。", "広報紙「わかば」"),
        ],
    ),
    SampleChallenge(
        "wakaba",
        "災害のときに助けが必要な人をどう支えるか",
        "車いすの人、耳の聞こえにくい人、小さな子のいる家庭が、避難所へ行けるか不安に思っています。",
        ["disaster", "welfare"],
        "01-10",
        [("20", "trial", "防災訓練で、車いすでの避難をためしました。", "防災訓練のふりかえり")],
    ),
    SampleChallenge(
        "wakaba",
        "公園の遊具が古く、遊べる場所が少ない",
        "小学生が体を動かして遊べる場所が足りません。",
        ["children"],
        "12-05",
        [],
        closed=("45", "遊具は市が取りかえることになり、校庭の開放を学校にお願いしました。"),
    ),
    SampleChallenge(
        "wakaba",
        "会議に若い世代が参加しにくい",
        "昼間の会議には働いている人が来られません。夜やオンラインの会議を考えます。",
        ["exchange", "learning"],
        "80",
        [],
        is_public=False,
    ),
    SampleChallenge(
        "kuwabara",
        "通院の足がない",
        "免許を返した人や、家族が遠くに住む人が、病院へ行けずに薬を切らしています。タクシーは高く、バスはありません。",
        ["welfare", "health"],
        "06-15",
        [
            ("720", "voice", "「通院・外出の足に困る」が44%でした。", "住民アンケート 第1回"),
            (
                "160",
                "trial",
                "くわの実の車で、毎週火曜の通院便をためしました（延べ38人）。",
                "みちくさ 運行の記録",
            ),
            ("60", "established", "毎週火曜の通院便として続いています。", "3者の協定書"),
        ],
    ),
    SampleChallenge(
        "kuwabara",
        "獅子舞と秋まつりの担い手がいない",
        "太鼓と笛を習う子が減り、大人の舞い手も60代が中心です。",
        ["tradition", "learning"],
        "09-30",
        [
            (
                "11-10",
                "discussion",
                "小学校で教えることと、記録の映像を作ることを決めました。",
                "昨年度の協議体の記録",
            ),
            ("130", "trial", "4年生の総合の時間に、太鼓の授業を3回しました。", "桑原獅子舞保存会"),
        ],
    ),
    SampleChallenge(
        "kuwabara",
        "空き家と草刈りが追いつかない",
        "持ち主が遠くにいる家の草が道に出て、見通しが悪くなっています。",
        ["environment"],
        "12-20",
        [],
    ),
]


def load(*, districts: dict[str, District], people: dict[str, User], today: date, random: Random) -> None:
    """Make the demo's challenges and the voices that belong to them, then what came of them."""
    found = {sample.title: make_challenge(sample, districts, people, today) for sample in CHALLENGES}
    load_voices(districts, people, found, today, random)
    themes.load(districts=districts, people=people, found=found, today=today)


def day_of(when: When, today: date) -> date:
    """The day that a sample's `when` means."""
    if "-" not in when:
        return today - timedelta(days=int(when))
    month, day = map(int, when.split("-"))
    last = FiscalYear.of(today).previous
    return date(last.year if month >= 4 else last.year + 1, month, day)


def make_challenge(
    sample: SampleChallenge, districts: dict[str, District], people: dict[str, User], today: date
) -> Challenge:
    by = people[sample.district]
    challenge = challenges.create_challenge(
        district=districts[sample.district],
        title=sample.title,
        text=sample.text,
        fields=sample.fields,
        is_public=sample.is_public,
        on=day_of(sample.taken_up, today),
        by=by,
    )
    for when, stage, text, evidence in sample.steps:
        challenges.take_step(
            challenge, stage=stage, taken_on=day_of(when, today), text=text, evidence=evidence, by=by
        )
    if sample.closed:
        when, note = sample.closed
        challenges.close_challenge(challenge, note=note, on=day_of(when, today), by=by)
    return challenge


def load_voices(
    districts: dict[str, District],
    people: dict[str, User],
    found: dict[str, Challenge],
    today: date,
    random: Random,
) -> None:
    """Voices from the list, with what was decided on them."""
    with VOICES.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: day_of(row["when"], today))
    for row in rows:
        district, by = districts[row["district"]], people[row["district"]]
        received_on = day_of(row["when"], today)
        voice = voices.receive_voice(
            district=district,
            text=row["text"],
            neighborhood=district.neighborhoods.filter(name=row["neighborhood"]).first(),
            channel=row["channel"],
            received_on=received_on,
            by=None if row["channel"] == "web" else by,
        )
        if row["state"] == "gathered":
            voices.link_voice(voice, challenge=found[row["challenge"]], by=by)
        elif row["state"] != "waiting":
            # What was taken up is answered once there is something to tell.
            ready = today - timedelta(days=50) if row["answer"] == "adopted" else received_on
            replied_on = min(today, max(ready, received_on) + timedelta(days=random.randint(6, 30)))
            voices.decide_on_voice(
                voice,
                state=row["state"],
                challenge=found.get(row["challenge"]),
                answer=row["answer"],
                reply=row["reply"],
                replied_on=replied_on if row["reply"] else None,
                by=by,
            )
