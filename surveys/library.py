"""The question library (質問のひな形): the standard questions of a district's survey, with the keys they keep.

Asked under the same key in every wave and every district, they can be put side by side. `surveys.actions.
library_questions` writes them into a wave; from then on they are the wave's own and may be worded anew.

「{newsletter}」 and 「{theme}」 in a text stand for the district's newsletter and its last theme (`Wording`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from surveys.models import Attribute, Kind

# 「はじめの説明」, 「回答の使いみち」 and 「お礼」 of a new wave (DOMAIN sections 5.1, 6 and 12). The last day and the minutes
# are fields of the wave and printed beside it.
LEAD = (
    "このアンケートは、無記名です。お名前やご住所は書かないでください。\n"
    "答えたくない質問は、とばしてかまいません。ご本人が書くのがむずかしいときは、ご家族などが代わりに書いてください。\n"
    "紙でもスマートフォンでも、おひとり1回お答えください。"
)
PURPOSE = (
    "集計した結果だけを、広報紙とホームページで公表し、地域の取り組みを考えるために使います。\n"
    "一人ひとりの回答は、ほかの目的には使わず、集計が終わって6か月たったら消します。"
)
THANKS = (
    "ご協力ありがとうございました。\n"
    "結果は、広報紙とこのホームページでお知らせします。困りごとの多かったことから、来年度の取り組みを考えます。"
)


@dataclass(frozen=True)
class LibraryChoice:
    """A choice of a question, or a column of a table (MX); the fields are those of `surveys.models.Choice`."""

    code: int
    text: str
    is_exclusive: bool = False
    takes_text: bool = False
    is_outside: bool = False
    score: int | None = None
    group: str = ""
    age_from: int | None = None
    age_to: int | None = None


@dataclass(frozen=True)
class Wording:
    """What the district puts in the places of a text."""

    newsletter: str = "地区の広報紙"
    theme: str = ""
    # Whether the theme is that of the wave's own 年度 and not of the one before.
    is_this_year: bool = False

    def put_into(self, text: str) -> str:
        """The text with its places filled; of a district without a theme it says 「昨年のテーマの取り組み」."""
        named = text if self.theme else text.replace("『{theme}』", "")
        if self.is_this_year:
            named = named.replace("昨年のテーマ", "今年度のテーマ")
        return named.format(newsletter=self.newsletter, theme=self.theme)


@dataclass(frozen=True)
class LibraryQuestion:
    """A question with the settings it should have; the fields are those of `surveys.models.Question`."""

    key: str
    kind: str
    text: str
    choices: tuple[LibraryChoice, ...] = ()
    items: tuple[str, ...] = ()  # of MX; their codes are 1, 2, 3 …
    help: str = ""
    attribute: str = ""
    may_refuse: bool = False
    max_choices: int | None = None
    max_length: int = 200
    # A follow-up: the key of the question it goes on from, and the answers for which it is asked.
    shown_if: str = ""
    shown_codes: tuple[int, ...] = ()
    # Its choices are the district's neighbourhoods, followed by `choices`.
    lists_neighborhoods: bool = False
    # Asks about last year: from the second wave on.
    is_repeat: bool = False


@dataclass(frozen=True)
class LibrarySection:
    """A part of the questionnaire with its heading."""

    title: str
    text: str
    questions: tuple[LibraryQuestion, ...] = field(default=())


def _plain(*texts: str) -> tuple[LibraryChoice, ...]:
    return tuple(LibraryChoice(code, text) for code, text in enumerate(texts, start=1))


def _grouped(*pairs: tuple[str, str]) -> tuple[LibraryChoice, ...]:
    """Choices with the groups (まとめ) that they are counted in."""
    return tuple(LibraryChoice(code, text, group=group) for code, (text, group) in enumerate(pairs, start=1))


def _scale(*pairs: tuple[str, str]) -> tuple[LibraryChoice, ...]:
    """Steps of a scale: the first scores 1, the last most."""
    return tuple(
        LibraryChoice(code, text, group=group, score=code)
        for code, (text, group) in enumerate(pairs, start=1)
    )


_AGES = (
    ("10代", 10, 19),
    ("20代", 20, 29),
    ("30代", 30, 39),
    ("40代", 40, 49),
    ("50代", 50, 59),
    ("60代", 60, 69),
    ("70代", 70, 79),
    ("80歳以上", 80, None),
)

_HELP_ITEMS = (
    "見守り・声かけ",
    "ごみ出し",
    "買い物",
    "草取り",
    "話し相手",
    "子どもの一時あずかり",
    "災害のときの声かけ",
)

LIBRARY = (
    LibrarySection(
        "あなたのこと",
        "回答を年代や町内ごとに集計するために、うかがいます。",
        (
            LibraryQuestion(
                "q1_age",
                Kind.S,
                "あなたの年代を教えてください。",
                tuple(
                    LibraryChoice(code, text, age_from=first, age_to=last)
                    for code, (text, first, last) in enumerate(_AGES, start=1)
                ),
                attribute=Attribute.AGE,
                may_refuse=True,
            ),
            LibraryQuestion(
                "q2_sex",
                Kind.S,
                "あなたの性別を教えてください。",
                _plain("男性", "女性", "その他"),
                attribute=Attribute.SEX,
                may_refuse=True,
            ),
            LibraryQuestion(
                "q3_cho",
                Kind.S,
                "お住まいの町内はどこですか。",
                (LibraryChoice(1, "わからない", is_outside=True),),
                attribute=Attribute.NEIGHBORHOOD,
                may_refuse=True,
                lists_neighborhoods=True,
            ),
            LibraryQuestion(
                "q4_home",
                Kind.S,
                "いっしょに暮らしている人を教えてください。",
                (
                    *_plain("ひとり暮らし", "夫婦のみ", "親と子", "三世代"),
                    LibraryChoice(5, "その他", takes_text=True),
                ),
                attribute=Attribute.HOUSEHOLD,
                may_refuse=True,
            ),
            LibraryQuestion(
                "q5_years",
                Kind.S,
                "この地区に住んで何年ですか。",
                _plain("1年未満", "1〜4年", "5〜9年", "10〜19年", "20年以上"),
                attribute=Attribute.YEARS,
            ),
        ),
    ),
    LibrarySection(
        "ご近所と毎日のくらし",
        "",
        (
            LibraryQuestion(
                "q6_neighbor",
                Kind.S,
                "ご近所とのつきあいは、どれに近いですか。",
                _grouped(
                    ("困ったときに助け合う人がいる", "助け合い・立ち話の計"),
                    ("立ち話をする人がいる", "助け合い・立ち話の計"),
                    ("あいさつをする程度", "あいさつ程度・つきあいなしの計"),
                    ("ほとんどつきあいがない", "あいさつ程度・つきあいなしの計"),
                ),
            ),
            LibraryQuestion(
                "q7_trouble",
                Kind.M,
                "今のくらしで、困っていることや不安なことは何ですか。",
                (
                    *_plain(
                        "買い物",
                        "通院・外出の足",
                        "ごみ出し",
                        "自分や家族の健康",
                        "介護",
                        "子育て",
                        "お金や仕事",
                        "災害のときの避難",
                        "近所とのつながり",
                        "空き家・草刈り",
                        "スマホ・手続き",
                        "防犯",
                    ),
                    LibraryChoice(13, "とくにない", is_exclusive=True),
                    LibraryChoice(14, "その他", takes_text=True),
                ),
                # Of health and care only the household is asked, and nobody needs to tell (DOMAIN section 6).
                may_refuse=True,
                max_choices=3,
            ),
            LibraryQuestion(
                "q8_help_need",
                Kind.MX,
                "次のことで、ご近所の手助けがあれば助かりますか。",
                _grouped(("助かる", "助かる計"), ("少し助かる", "助かる計"), ("必要ない", "")),
                _HELP_ITEMS,
            ),
            LibraryQuestion(
                "q9_help_can",
                Kind.MX,
                "あなたが、お手伝いできそうなことはありますか。",
                _grouped(("できる", "できる計"), ("条件が合えば", "できる計"), ("むずかしい", "")),
                _HELP_ITEMS,
            ),
        ),
    ),
    LibrarySection(
        "地区の活動",
        "",
        (
            LibraryQuestion(
                "q10_join",
                Kind.S,
                "この1年に、地区の行事や活動に参加しましたか。",
                _grouped(
                    ("よく参加した", "参加した計"),
                    ("ときどき参加した", "参加した計"),
                    ("1回だけ参加した", "参加した計"),
                    ("参加していない", ""),
                ),
            ),
            LibraryQuestion(
                "q10b",
                Kind.M,
                "参加していない理由は何ですか。",
                (
                    *_plain(
                        "知らなかった",
                        "時間が合わない",
                        "一緒に行く人がいない",
                        "体調・足のこと",
                        "内容に関心がない",
                        "役員になりそうで不安",
                    ),
                    LibraryChoice(7, "その他", takes_text=True),
                ),
                shown_if="q10_join",
                shown_codes=(4,),
            ),
            LibraryQuestion(
                "q11_know",
                Kind.MX,
                "次のものを知っていますか。",
                _grouped(
                    ("内容まで知っている", "知っている計"), ("名前は聞いた", "知っている計"), ("知らない", "")
                ),
                (
                    "地区社協",
                    "市社協",
                    "民生委員・児童委員",
                    "地域包括支援センター",
                    "第2層協議体",
                    "ふれあいサロン",
                ),
            ),
            LibraryQuestion(
                "q12_media",
                Kind.M,
                "地域の情報を、どこで知りますか。",
                (
                    *_plain(
                        "{newsletter}",
                        "回覧板",
                        "掲示板",
                        "市の広報",
                        "友人・家族",
                        "LINE・SNS",
                        "ホームページ",
                        "学校・施設のおたより",
                    ),
                    LibraryChoice(9, "とくにない", is_exclusive=True),
                ),
            ),
            LibraryQuestion(
                "q13_readability",
                Kind.SC,
                "{newsletter}は、わかりやすいですか。",
                (
                    *_scale(
                        ("とてもわかりにくい", "わかりにくい計"),
                        ("わかりにくい", "わかりにくい計"),
                        ("どちらともいえない", ""),
                        ("わかりやすい", "わかりやすい計"),
                        ("とてもわかりやすい", "わかりやすい計"),
                    ),
                    LibraryChoice(6, "読んでいない", is_outside=True),
                ),
            ),
            LibraryQuestion(
                "q16_change",
                Kind.S,
                "昨年のテーマ『{theme}』の取り組みを知っていますか。",
                _grouped(("利用した", "知っている計"), ("知っている", "知っている計"), ("知らない", "")),
                is_repeat=True,
            ),
            LibraryQuestion(
                "q17_feel",
                Kind.SC,
                "昨年とくらべて、支え合いを感じますか。",
                _scale(
                    ("まったく感じない", "感じない計"),
                    ("あまり感じない", "感じない計"),
                    ("変わらない", ""),
                    ("少し感じる", "感じる計"),
                    ("とても感じる", "感じる計"),
                ),
                is_repeat=True,
            ),
        ),
    ),
    LibrarySection(
        "これからの地区",
        "",
        (
            LibraryQuestion(
                "q14_theme",
                Kind.M,
                "これから地区で力を入れてほしいテーマは何ですか。",
                (
                    *_plain(
                        "気軽に相談できる場",
                        "移動・買い物",
                        "災害の備え",
                        "子育て応援",
                        "世代間の交流",
                        "介護する人の支え",
                        "祭り・文化の継承",
                        "施設・学校との連携",
                    ),
                    LibraryChoice(9, "その他", takes_text=True),
                ),
                max_choices=2,
            ),
            LibraryQuestion(
                "q15_voice",
                Kind.T,
                "地区社協に伝えたいことや、よかったことをお書きください。",
                help="個人のお名前・電話番号・病名は書かないでください。",
            ),
        ),
    ),
)


def library_questions() -> Iterator[tuple[LibrarySection, LibraryQuestion]]:
    """Every question of the library with its section, in the order in which they are asked."""
    for section in LIBRARY:
        for question in section.questions:
            yield section, question


BY_KEY = {question.key: question for _, question in library_questions()}
