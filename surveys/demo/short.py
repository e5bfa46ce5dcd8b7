"""The demo's short surveys: one in 潮見台 that residents answer now, one in 若葉 that waits for the chair."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from groups.actions.recording import change
from portal.japanese.calendar import FiscalYear
from portal.models import District, User
from surveys.actions.batches import add_batch
from surveys.actions.drafts import mark_of, save_answers, start_draft
from surveys.actions.library_questions import add_library_questions
from surveys.actions.questions import add_question
from surveys.actions.responses import Filled, record_responses
from surveys.actions.sections import save_section
from surveys.actions.series import save_survey
from surveys.actions.waves import save_wave, submit_wave
from surveys.demo.answers import PAPER, PHONE, WEB
from surveys.demo.dealing import Person, counts_of, deal, deal_many
from surveys.library import LEAD, THANKS
from surveys.models import Batch, Kind, Question, Recheck, Section, Survey, Wave
from surveys.questionnaire import Answers

OTHERS = "その他（　）"
NEVER = 3  # of shop: has never used it

# Who has answered so far, by age class and channel.
WEB_AGES = (1, 3, 9, 11, 10, 9, 6, 3)
PAPER_AGES = (0, 0, 1, 2, 3, 6, 11, 9)
PHONE_AGES = (0, 0, 0, 0, 0, 0, 2, 3)

VOICES = (
    "E街区にも止まってください。坂を上るのがつらいです。",
    "魚の種類がふえるとうれしいです。",
    "中学生の荷物運びに助けられています。ありがとう。",
    "仕事から帰ると終わっています。夕方にも来てほしいです。",
    "待つ間に座れるいすがあると助かります。",
    "カフェといっしょの日だと、用事が一度にすみます。",
    "小銭が数えにくいので、カードで払えるとよいです。",
)


def load_open(district: District, by: User, chair: User, today: date, random: Random) -> Wave:
    """潮見台: open for another twelve days, with sheets and slips, answers on all ways and some on their way."""
    survey = save_survey(
        Survey(district=district, key="idohanbai", title="移動販売と集いの場のアンケート"), by=by
    )
    wave = save_wave(
        Wave(
            survey=survey,
            fiscal_year=FiscalYear.of(today - timedelta(days=9)).year,
            lead=LEAD,
            purpose="移動販売の曜日・場所と、階段下カフェの開き方を決めるために使います。\n"
            "集計した結果だけを、広報紙とホームページで公表します。一人ひとりの回答は、ほかの目的には使いません。",
            thanks=THANKS,
            minutes=5,
            target="潮見台地区にお住まいの方",
            method="集会所・移動販売車で配り、集会所の箱で回収（ウェブ・電話でも回答できます）",
            sampling=Wave.Sampling.OPEN,
            opens_on=today - timedelta(days=9),
            closes_on=today + timedelta(days=12),
        ),
        by=by,
    )
    ask_about_shop(wave, by)
    change(
        wave,
        {"state": Wave.State.OPEN, "approved_by": chair, "approved_on": today - timedelta(days=12)},
    )
    batches = [
        add_batch(wave, name=name, form=form, size=size, neighborhood=place, note=note, by=by, **handed_out)
        for name, form, size, place, note, handed_out in batches_of(district, wave)
    ]
    answer(wave, batches, random, today, by)
    return wave


def batches_of(district: District, wave: Wave) -> list[tuple[str, str, int, Any, str, dict[str, Any]]]:
    """(name, form, size, neighbourhood, note, what was handed out) of each batch."""
    places = {place.name: place for place in district.neighborhoods.all()}
    day = {"handed_out_on": wave.opens_on}
    return [
        (
            "移動販売車で配る分",
            Batch.Form.SHEET,
            80,
            None,
            "金曜の販売のときに手渡し",
            day | {"distributed": 64},
        ),
        ("A街区 階段下カフェ", Batch.Form.LARGE, 30, places["A街区"], "", day | {"distributed": 22}),
        (
            "E街区 全戸",
            Batch.Form.SLIP,
            60,
            places["E街区"],
            "案内だけを郵便受けへ",
            day | {"distributed": 60},
        ),
        ("集会所の窓口に置く分", Batch.Form.SHEET, 20, None, "", {}),
    ]


def ask_about_shop(wave: Wave, by: User) -> None:
    """Its questionnaire: two questions of the library, and its own of every type."""
    add_library_questions(wave, keys=["q1_age", "q3_cho"], by=by)
    section = save_section(Section(wave=wave, title="移動販売と階段下カフェのこと"), by=by)

    def ask(
        key: str, kind: str, text: str, choices: Sequence[str] = (), items: Sequence[str] = (), **fields: Any
    ) -> Question:
        question = Question(wave=wave, section=section, key=key, kind=kind, text=text, **fields)
        return add_question(question, choices=choices, items=items, by=by)

    shop = ask(
        "shop",
        Kind.S,
        "金曜の移動販売を使っていますか。",
        ["毎週使っている", "ときどき使っている", "使ったことがない"],
    )
    ask(
        "shop_why_not",
        Kind.M,
        "使っていない理由は何ですか。",
        ["時間が合わない", "止まる場所が遠い", "ほしい物がない", "値段が高い", "ほかで買える", OTHERS],
        shown_if=shop,
        shown_codes=[NEVER],
    )
    ask(
        "shop_rating",
        Kind.MX,
        "移動販売の次の点は、いかがですか。",
        ["よい", "ふつう", "よくない"],
        ["品ぞろえ", "値段", "曜日・時間", "荷物運びの手伝い"],
    )
    ask(
        "cafe",
        Kind.SC,
        "階段下カフェは、入りやすいですか。",
        [
            "とても入りにくい",
            "入りにくい",
            "どちらともいえない",
            "入りやすい",
            "とても入りやすい",
            "わからない",
        ],
    )
    ask(
        "family",
        Kind.N,
        "いっしょに暮らしている人は、あなたを入れて何人ですか。",
        unit="人",
        minimum=1,
        maximum=15,
        may_refuse=True,
    )
    ask(
        "shop_voice",
        Kind.T,
        "移動販売や階段下カフェについて、伝えたいことをお書きください。",
        help="個人のお名前・電話番号・病名は書かないでください。",
    )


def answer(wave: Wave, batches: list[Batch], random: Random, today: date, by: User) -> None:
    """What came in so far: responses, two sheets keyed a second time, and answers that are not finished."""
    people = [
        Person(0, age, channel)
        for channel, ages in ((WEB, WEB_AGES), (PAPER, PAPER_AGES), (PHONE, PHONE_AGES))
        for age, count in enumerate(ages, start=1)
        for _ in range(count)
    ]
    people = [Person(number, each.age, each.channel) for number, each in enumerate(people)]
    answers = answers_of(people, random, neighborhoods=wave.survey.district.neighborhoods.count())
    sheets = list(batches[0].codes.order_by("serial")) + list(batches[1].codes.order_by("serial"))
    random.shuffle(sheets)
    days = (today - wave.opens_on).days
    filled = [
        Filled(
            answers=answers[person.number],
            channel=person.channel,
            is_proxy=person.channel == PAPER and person.age == 8 and random.random() < 0.2,
            code=sheets.pop() if person.channel == PAPER else None,
            answered_on=wave.opens_on + timedelta(days=random.randint(0, days)),
            entered_by=None if person.channel == WEB else by,
        )
        for person in people
    ]
    random.shuffle(filled)
    filled.sort(key=lambda each: each.answered_on or today)
    wave.refresh_from_db(fields=["edition"])
    both = zip(record_responses(wave, filled), filled, strict=True)
    key_again([(response, each.answers) for response, each in both if each.channel == PAPER], today, by)
    for place, began in enumerate(
        ({"q1_age": {"codes": [3]}}, {"q1_age": {"codes": [7]}, "shop": {"codes": [1]}}, {})
    ):
        code = batches[2].codes.order_by("serial")[place] if place < 2 else None
        draft = start_draft(wave, code=code, one_by_one=place == 1)
        save_answers(draft, began, seen=mark_of({}, began), window="", position=place)


def answers_of(people: list[Person], random: Random, neighborhoods: int) -> list[Answers]:
    """The answers to the questionnaire of `ask_about_shop`."""
    answers: list[Answers] = [{"q1_age": {"codes": [person.age]}} for person in people]
    total = len(people)

    def one(key: str, counts: dict[int, int], among: list[Person] = people, **leans: Any) -> dict[int, int]:
        given = deal(random, among, counts, **leans)
        for number, code in given.items():
            if code:
                answers[number][key] = {"codes": [code]}
        return given

    for person in people:
        answers[person.number]["q3_cho"] = {"codes": [random.randint(1, neighborhoods)]}
    used = one("shop", counts_of(total, {1: 31, 2: 36}, rest=NEVER), leans={1: 0.3, 2: 0.1})
    never = [person for person in people if used[person.number] == NEVER]
    reasons = counts_of(len(never), {1: 45, 2: 30, 3: 15, 4: 12, 5: 40, 6: 5}, rest=-1)
    reasons.pop(-1)
    for number, codes in deal_many(random, never, reasons).items():
        answers[number]["shop_why_not"] = {"codes": codes}
    for item, (good, middling) in enumerate(((52, 34), (28, 50), (45, 36), (70, 25)), start=1):
        counts = counts_of(total, {1: good, 2: middling}, rest=3)
        for number, code in deal(random, people, counts).items():
            answers[number].setdefault("shop_rating", {"items": {}})["items"][str(item)] = code
    one("cafe", counts_of(total, {1: 4, 2: 12, 3: 24, 4: 28, 5: 12, 0: 3}, rest=6))
    for person in people:
        most = 2 if person.age >= 7 else 5
        answers[person.number]["family"] = {"number": str(random.randint(1, most))}
    for person, text in zip(random.sample(people, len(VOICES)), VOICES, strict=True):
        answers[person.number]["shop_voice"] = {"text": text}
    return answers


def key_again(keyed: list[tuple[Any, Answers]], today: date, by: User) -> None:
    """A sample of the sheets keyed a second time: one as before, one with a difference that nobody has looked at."""
    (same, answers), (other, others) = keyed[0], keyed[1]
    wrong = others | {"shop": {"codes": [1 if others["shop"] != {"codes": [1]} else 2]}}
    for response, again, differences in ((same, answers, []), (other, wrong, ["shop"])):
        Recheck.objects.create(
            response=response,
            answers=again,
            compared=len(again),
            differences=differences,
            entered_by=by,
            entered_on=today - timedelta(days=1),
        )


def load_waiting(district: District, by: User, today: date) -> Wave:
    """若葉: five questions on the disaster drill, handed to the chair."""
    survey = save_survey(
        Survey(district=district, key="bousai", title="防災訓練と避難についてのアンケート"), by=by
    )
    wave = save_wave(
        Wave(
            survey=survey,
            fiscal_year=FiscalYear.of(today + timedelta(days=10)).year,
            lead=LEAD,
            purpose="来年度の防災訓練の内容を決めるために使います。集計した結果だけを、広報紙とホームページで公表します。",
            thanks=THANKS,
            minutes=3,
            target="若葉地区にお住まいの方",
            method="回覧と掲示板のQRコード（ウェブ）、公民館の窓口（紙）",
            sampling=Wave.Sampling.OPEN,
            opens_on=today + timedelta(days=10),
            closes_on=today + timedelta(days=31),
        ),
        by=by,
    )
    add_library_questions(wave, keys=["q1_age", "q3_cho"], by=by)
    section = save_section(Section(wave=wave, title="防災訓練のこと"), by=by)
    drill = add_question(
        Question(
            wave=wave, section=section, key="drill", kind=Kind.S, text="この1年に、防災訓練に参加しましたか。"
        ),
        choices=["参加した", "知っていたが、参加しなかった", "訓練があることを知らなかった"],
        by=by,
    )
    add_question(
        Question(
            wave=wave,
            section=section,
            key="drill_why_not",
            kind=Kind.M,
            text="参加しなかった理由は何ですか。",
            shown_if=drill,
            shown_codes=[2],
        ),
        choices=["時間が合わない", "場所が遠い", "内容が分からない", "一緒に行く人がいない", OTHERS],
        by=by,
    )
    add_question(
        Question(
            wave=wave,
            section=section,
            key="drill_wish",
            kind=Kind.M,
            text="どのような訓練なら参加したいですか。",
            max_choices=2,
        ),
        choices=[
            "子どもと一緒の訓練",
            "車いすなどでの避難",
            "避難所での一晩",
            "炊き出し",
            "夜の訓練",
            "とくにない",
        ],
        by=by,
    )
    return submit_wave(wave, by=by)
