"""What every city's 「困ったら」 can begin with: troubles in residents' words, and the numbers that hold all over Japan.

The words are a beginning, which the city changes and leads to its own desks. The numbers of three digits are the same everywhere: 110 and 119, 189 (児童相談所虐待対応ダイヤル,
こども家庭庁), 188 (消費者ホットライン, 消費者庁). Nobody of the city made sure of them yet, so they have no 最終確認日.
"""

from django.core.exceptions import ValidationError

from groups.actions.desks import save_desk, save_situation
from groups.actions.recording import recorded
from groups.models import Desk, Situation
from portal.models import User

# name, kana, about, phone, hours, urgent
NATIONAL_DESKS = (
    ("救急・火事", "きゅうきゅう・かじ", "けが・急な病気・火事", "119", "24時間", True),
    ("警察", "けいさつ", "事件・事故", "110", "24時間", True),
    (
        "児童相談所 虐待対応ダイヤル",
        "じどうそうだんじょ ぎゃくたいたいおうだいやる",
        "子どもへの虐待かもしれないと思ったとき、子育てがつらいとき",
        "189",
        "24時間",
        True,
    ),
    ("消費者ホットライン", "しょうひしゃほっとらいん", "あやしい契約・請求・買い物のこと", "188", "", False),
)

# The big troubles with the finer ones, each with the national numbers that it leads to.
TROUBLES: dict[str, dict[str, tuple[str, ...]]] = {
    "高齢の方のこと": {
        "介護のことで困っている": (),
        "もの忘れが心配": (),
        "ひとり暮らしで不安": (),
        "最近、近所の人を見かけない": (),
    },
    "子ども・子育てのこと": {
        "子育てがつらい": ("189",),
        "子どもの発達が気になる": (),
        "虐待かもしれないと思う": ("189",),
    },
    "お金・仕事・家のこと": {
        "生活費や家賃が払えない": (),
        "仕事が見つからない": (),
        "食べるものに困っている": (),
    },
    "障がいのこと": {"サービスの使い方がわからない": (), "働きたい、日中の居場所がほしい": ()},
    "こころ・家族のこと": {
        "気持ちがつらい、眠れない": (),
        "家族や近所とのもめごと": (),
        "家族の介護に疲れた": (),
    },
    "だまされた・災害・ことば": {
        "あやしい電話や請求が来た": ("188", "110"),
        "災害のときの避難が不安": (),
        "日本語がむずかしい": (),
    },
    "どれかわからない": {"まず話を聞いてほしい": ()},
}


@recorded
def begin_situations(*, by: User | None = None) -> None:
    """Make the troubles and the national numbers, of which the city has none yet; desks with such a number stay theirs.

    Raises ValidationError where there are troubles already.
    """
    if Situation.objects.exists():
        raise ValidationError(
            "困りごとは、すでにのっています。いまの一覧に、追加してください。", code="begun"
        )
    desks = {desk.phone: desk for desk in Desk.objects.filter(district=None)}
    for order, (name, kana, about, phone, hours, urgent) in enumerate(NATIONAL_DESKS, start=1):
        if phone not in desks:
            desks[phone] = save_desk(
                Desk(
                    name=name,
                    kana=kana,
                    about=about,
                    audience="どなたでも",
                    phone=phone,
                    hours=hours,
                    is_urgent=urgent,
                    order=order,
                ),
            )
    for order, (text, finer) in enumerate(TROUBLES.items(), start=1):
        top = save_situation(Situation(text=text, order=order), desks=[])
        for place, (words, phones) in enumerate(finer.items(), start=1):
            save_situation(
                Situation(text=words, parent=top, order=place), desks=[desks[phone] for phone in phones]
            )
