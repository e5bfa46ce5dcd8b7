"""The consultation desks of the demo city, and 「困ったら」 that leads there."""

from datetime import date, timedelta
from random import Random

from groups.actions import desks as actions
from groups.models import Desk, Situation
from portal.models import District, User

# name, kana, about, audience, phone, fax, hours, urgent; numbers of three to five digits hold all over Japan.
DESKS = [
    ("救急・火事", "きゅうきゅう・かじ", "けが・急な病気・火事", "どなたでも", "119", "", "24時間", True),
    ("警察", "けいさつ", "事件・事故", "どなたでも", "110", "", "24時間", True),
    (
        "児童相談所 虐待対応ダイヤル",
        "じどうそうだんじょ ぎゃくたいたいおうだいやる",
        "子どもへの虐待かもしれないと思ったとき、子育てがつらいとき",
        "どなたでも（名前は言わなくてかまいません）",
        "189",
        "",
        "24時間",
        True,
    ),
    (
        "東部地域包括支援センター",
        "とうぶちいきほうかつしえんせんたー",
        "高齢者の介護・健康・もの忘れ・見守り",
        "高齢の方と家族・近所の方",
        "000-1025-0925",
        "000-1025-0926",
        "平日 8時半から17時15分",
        False,
    ),
    (
        "市社協 地域福祉課",
        "ししゃきょう ちいきふくしか",
        "どこに相談すればよいかわからないとき、福祉の全般",
        "どなたでも",
        "000-0000-0100",
        "000-0000-0101",
        "平日 8時半から17時15分",
        False,
    ),
    (
        "くらしとしごとの相談室",
        "くらしとしごとのそうだんしつ",
        "お金・家賃・仕事のこと、生活が苦しいとき",
        "市内にお住まいの方",
        "000-0000-0110",
        "",
        "平日 9時から17時",
        False,
    ),
    (
        "心配ごと相談所",
        "しんぱいごとそうだんじょ",
        "家族・近所・相続など、くらしの心配ごと",
        "どなたでも",
        "000-0000-0112",
        "",
        "毎週水曜 13時から16時",
        False,
    ),
    (
        "子育て支援センター のびのび",
        "こそだてしえんせんたー のびのび",
        "子育て・発達・遊び場",
        "子育て中の方",
        "000-0000-0120",
        "000-0000-0121",
        "月曜から土曜 9時から17時",
        False,
    ),
    (
        "障がい者基幹相談支援センター",
        "しょうがいしゃきかんそうだんしえんせんたー",
        "障がいのある人のくらし・仕事・権利",
        "障がいのある方と家族",
        "000-0000-0130",
        "000-0000-0131",
        "平日 8時半から17時15分",
        False,
    ),
    (
        "こころの電話",
        "こころのでんわ",
        "気持ちがつらいとき、眠れないとき",
        "どなたでも",
        "000-0000-0140",
        "",
        "毎日 9時から21時",
        False,
    ),
    (
        "消費生活センター",
        "しょうひせいかつせんたー",
        "あやしい電話や請求、契約のトラブル",
        "どなたでも",
        "188",
        "",
        "平日 9時から16時",
        False,
    ),
    (
        "市役所 防災課",
        "しやくしょ ぼうさいか",
        "避難場所・災害への備え",
        "どなたでも",
        "000-0000-0150",
        "000-0000-0151",
        "平日 8時半から17時15分",
        False,
    ),
    (
        "外国人相談窓口",
        "がいこくじんそうだんまどぐち",
        "ことば・手続き・くらし（やさしい日本語で話します）",
        "外国から来た方",
        "000-0000-0160",
        "",
        "平日 9時から16時",
        False,
    ),
]

# top situation → [(finer situation, names of desks)]
SITUATIONS = {
    "高齢の方のこと": [
        ("介護のことで困っている", ["東部地域包括支援センター"]),
        ("もの忘れが心配", ["東部地域包括支援センター", "こころの電話"]),
        ("ひとり暮らしで不安", ["東部地域包括支援センター", "市社協 地域福祉課"]),
        ("最近、近所の人を見かけない", ["東部地域包括支援センター", "市社協 地域福祉課"]),
    ],
    "子ども・子育てのこと": [
        ("子育てがつらい", ["子育て支援センター のびのび", "児童相談所 虐待対応ダイヤル"]),
        ("子どもの発達が気になる", ["子育て支援センター のびのび"]),
        ("虐待かもしれないと思う", ["児童相談所 虐待対応ダイヤル"]),
    ],
    "お金・仕事・家のこと": [
        ("生活費や家賃が払えない", ["くらしとしごとの相談室"]),
        ("仕事が見つからない", ["くらしとしごとの相談室"]),
        ("食べるものに困っている", ["くらしとしごとの相談室", "市社協 地域福祉課"]),
    ],
    "障がいのこと": [
        ("サービスの使い方がわからない", ["障がい者基幹相談支援センター"]),
        ("働きたい、日中の居場所がほしい", ["障がい者基幹相談支援センター"]),
    ],
    "こころ・家族のこと": [
        ("気持ちがつらい、眠れない", ["こころの電話"]),
        ("家族や近所とのもめごと", ["心配ごと相談所"]),
        ("家族の介護に疲れた", ["東部地域包括支援センター", "心配ごと相談所"]),
    ],
    "だまされた・災害・ことば": [
        ("あやしい電話や請求が来た", ["消費生活センター", "警察"]),
        ("災害のときの避難が不安", ["市役所 防災課"]),
        ("日本語がむずかしい", ["外国人相談窓口"]),
    ],
    "どれかわからない": [("まず話を聞いてほしい", ["市社協 地域福祉課", "心配ごと相談所"])],
}

# Desks that districts added: (district, name, kana, about, phone, hours).
LOCAL = [
    (
        "wakaba",
        "若葉なんでも相談の日",
        "わかばなんでもそうだんのひ",
        "民生委員がお話をうかがいます",
        "000-0000-0201",
        "毎月第2火曜 10時から12時（若葉会館）",
    ),
    (
        "shiomidai",
        "階段下カフェの相談タイム",
        "かいだんしたかふぇのそうだんたいむ",
        "カフェで、包括の職員と話せます",
        "000-0000-0202",
        "毎週水曜 10時から12時（B街区3号棟）",
    ),
    (
        "kuwabara",
        "桑原の移動の相談",
        "くわばらのいどうのそうだん",
        "通院や買い物の送り迎えの相談",
        "000-0000-0203",
        "平日 9時から16時",
    ),
]


def load(*, districts: dict[str, District], people: dict[str, User], today: date, random: Random) -> None:
    """Make the city's desks, one of each district, the situations, and a card that is out of date."""
    for order, (name, kana, about, audience, phone, fax, hours, urgent) in enumerate(DESKS, start=1):
        actions.save_desk(
            Desk(
                name=name,
                kana=kana,
                about=about,
                audience=audience,
                phone=phone,
                fax=fax,
                hours=hours,
                is_urgent=urgent,
                order=order,
                verified_on=today - timedelta(days=30 if order % 5 else 500),
            ),
            by=people["city"],
        )
    for slug, name, kana, about, phone, hours in LOCAL:
        desk = actions.desk_from({"district": districts[slug], "verified_on": today - timedelta(days=60)})
        desk.name, desk.kana, desk.about, desk.phone, desk.hours = name, kana, about, phone, hours
        actions.save_desk(desk, by=people[slug])
    desks = {desk.name: desk for desk in Desk.objects.all()}
    for order, (text, finer) in enumerate(SITUATIONS.items(), start=1):
        top = actions.save_situation(Situation(text=text, order=order), desks=[])
        for place, (child, names) in enumerate(finer, start=1):
            situation = Situation(text=child, parent=top, order=place)
            actions.save_situation(situation, desks=[desks[name] for name in names])
    print_before_the_number_changed(
        desks["くらしとしごとの相談室"], districts["wakaba"], today, people["city"]
    )


def print_before_the_number_changed(desk: Desk, district: District, today: date, by: User) -> None:
    """A flyer of last spring still has the number that the desk had then."""
    new = desk.phone
    desk.phone = "000-0000-0119"
    actions.save_desk(desk, by=by)
    actions.note_use(
        [desk], place="広報紙「わかば」の相談窓口らん", district=district, on=today - timedelta(days=200)
    )
    desk.phone = new
    actions.save_desk(desk, by=by)
