"""The wave that the tests of paper share: a questionnaire of every type, and neighbourhoods to hand it out in."""

from portal.models import District, Neighborhood
from surveys.models import Batch, Choice, Wave
from surveys.questionnaire import Questionnaire, read_questionnaire
from tests.surveys.factory import make_question, make_section, make_survey, make_wave

TROUBLES = (
    "買い物",
    "通院",
    "ごみ出し",
    "健康",
    "介護",
    "子育て",
    "お金",
    "避難",
    "つながり",
    "空き家",
    "とくにない",
    "その他",
)


def paper_wave(district: District, *, key: str = "kurashi", **fields: object) -> Wave:
    """問1 年代 (S), 問2 困りごと (M, up to 3), 問3 手助け (MX), 問4 参加 (S) with 問4-1, 問5 人数 (N), 問6 声 (T)."""
    wave = make_wave(make_survey(district, key=key), **fields)
    make_section(wave, title="あなたのこと")
    make_question(wave, "age", choices=("10代", "20代", "30代", "40代"), may_refuse=True, text="あなたの年代")
    make_section(wave, title="くらし")
    trouble = make_question(wave, "trouble", "M", choices=TROUBLES, max_choices=3, text="困っていること")
    Choice.objects.filter(question=trouble, code=11).update(is_exclusive=True)
    Choice.objects.filter(question=trouble, code=12).update(takes_text=True)
    make_question(
        wave, "help", "MX", choices=("助かる", "少し", "いらない"), items=("見守り", "買い物", "草取り")
    )
    join = make_question(
        wave, "join", choices=("よく", "ときどき", "1回だけ", "参加していない"), text="参加しましたか"
    )
    make_question(
        wave, "why", "M", choices=("知らなかった", "時間がない"), shown_if=join, shown_codes=[4], text="理由"
    )
    make_question(wave, "people", "N", minimum=0, maximum=20, unit="人", text="家族は何人ですか")
    make_question(wave, "voice", "T", text="伝えたいこと")
    return wave


def questionnaire(wave: Wave) -> Questionnaire:
    return read_questionnaire(wave)


def make_neighborhoods(district: District, *households: int | None) -> list[Neighborhood]:
    return [
        Neighborhood.objects.create(
            district=district, name=f"若葉{number}丁目", households=count, order=number
        )
        for number, count in enumerate(households, start=1)
    ]


def serials(batch: Batch) -> list[int]:
    return list(batch.codes.values_list("serial", flat=True))
