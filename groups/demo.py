"""The organisations of the demo city みどり野市 (all invented; telephone numbers start with 000)."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random
from typing import Any

from groups import actions
from groups.models import Category, Organization
from portal.models import District, Neighborhood, User

WAKABA, SHIOMIDAI, KUWABARA = "wakaba", "shiomidai", "kuwabara"

# The middle of each district: the demo city lies between invented hills.
CENTRES = {WAKABA: (34.4210, 134.2030), SHIOMIDAI: (34.4350, 134.2260), KUWABARA: (34.3980, 134.1790)}


@dataclass(frozen=True)
class Sample:
    """One organisation of the demo. `kind` is a category's slug; no district means the whole city (市域)."""

    kind: str
    name: str
    kana: str
    district: str | None
    offers: list[tuple[str, str]]
    needs: list[tuple[str, str]]
    purpose: str
    issues: str = ""
    also_in: tuple[str, ...] = ()
    neighborhoods: tuple[str, ...] = ()
    place: str = ""
    activities: list[dict[str, Any]] = field(default_factory=list)
    facility: dict[str, Any] = field(default_factory=dict)
    contact: tuple[str, str, str] | None = None  # name, kana, title
    more: dict[str, Any] = field(default_factory=dict)
    # Months since the record was last confirmed; None means never.
    verified: int | None = 5
    consent: bool = True
    phone: bool = True


def activity(
    name: str, frequency: str, days: list[int], start: str, end: str, place: str, **more: Any
) -> dict[str, Any]:
    """Arguments of a regular activity; times as `13:30`, days 0 (Monday) to 6."""
    return {
        "name": name,
        "frequency": frequency,
        "weekdays": days,
        "starts_at": time.fromisoformat(start),
        "ends_at": time.fromisoformat(end),
        "place": place,
        **more,
    }


SAMPLES = [
    Sample(
        "neighborhood",
        "若葉連合自治会",
        "わかばれんごうじちかい",
        WAKABA,
        [("other", "回覧板・掲示板でのお知らせ"), ("venue", "若葉会館の集会室(30人)")],
        [("people", "若い役員になってくれる人")],
        "若葉地区の9つの自治会をまとめ、安心して暮らせるまちづくりを進めます。",
        issues="役員の高齢化が進み、なり手が足りません。",
        neighborhoods=("若葉一丁目", "若葉二丁目", "若葉三丁目", "若葉四丁目"),
        place="若葉会館",
        activities=[
            activity(
                "春の一斉清掃",
                "yearly",
                [5],
                "08:30",
                "10:00",
                "各町内の公園",
                audience="どなたでも",
                cost="無料",
                drop_in=True,
                schedule_note="4月の第2土曜",
            )
        ],
        contact=("青木 茂", "あおき しげる", "会長"),
        more={
            "fields": ["exchange", "environment"],
            "layers": ["2", "3"],
            "founded_year": 1998,
            "lends_venue": True,
            "representative": "青木 茂",
            "representative_title": "会長",
            "representative_is_public": True,
        },
    ),
    Sample(
        "neighborhood",
        "けやき台自治会",
        "けやきだいじちかい",
        WAKABA,
        [("tools", "テント2張"), ("tools", "発電機1台")],
        [("skill", "パソコンで回覧を作る係")],
        "けやき台の住民どうしが助け合い、気持ちよく暮らすための自治会です。",
        neighborhoods=("けやき台",),
        place="けやき台集会所",
        activities=[
            activity(
                "ラジオ体操",
                "daily",
                [],
                "06:30",
                "06:45",
                "けやき台第一公園",
                audience="どなたでも",
                cost="無料",
                drop_in=True,
            )
        ],
        contact=("石川 正子", "いしかわ まさこ", "会長"),
        more={
            "fields": ["exchange", "health"],
            "layers": ["3"],
            "lends_equipment": True,
            "lending_note": "地区の団体に限ります。2週間前までにご相談ください。",
            "members": 412,
        },
    ),
    Sample(
        "neighborhood",
        "潮見台団地自治会連絡会",
        "しおみだいだんちじちかいれんらくかい",
        SHIOMIDAI,
        [("other", "掲示板28か所でのお知らせ")],
        [("people", "階段での荷物運び")],
        "潮見台団地の7つの自治会が集まり、団地のくらしの困りごとを話し合います。",
        issues="エレベーターのない棟で、買い物や通院に困る人が増えています。",
        neighborhoods=("A街区", "B街区", "C街区", "D街区", "E街区"),
        place="潮見台集会所",
        contact=("大西 勝", "おおにし まさる", "会長"),
        more={"fields": ["exchange", "disaster"], "layers": ["2", "3"]},
    ),
    Sample(
        "neighborhood",
        "桑原区長会",
        "くわばらくちょうかい",
        KUWABARA,
        [("venue", "桑原公民館"), ("vehicle", "軽トラック1台")],
        [("people", "草刈りを手伝ってくれる人")],
        "桑原の11の区が力を合わせ、農村のくらしと伝統を守ります。",
        issues="空き家が増え、草刈りの手が足りません。",
        neighborhoods=("上桑原", "中桑原", "下桑原", "本村"),
        place="桑原公民館",
        contact=("加藤 久男", "かとう ひさお", "区長会長"),
        more={
            "fields": ["environment", "tradition"],
            "layers": ["2", "3"],
            "lends_venue": True,
            "lends_vehicle": True,
        },
        verified=30,
    ),
    Sample(
        "commissioner",
        "若葉地区民生委員児童委員協議会",
        "わかばちくみんせいいいんじどういいんきょうぎかい",
        WAKABA,
        [("skill", "見守りと、相談窓口へのつなぎ")],
        [("people", "欠員1人の候補の紹介")],
        "住民の身近な相談相手として、必要な支援につなぎます。秘密は守ります。",
        issues="けやき台の担当が1人欠けています。",
        place="若葉会館",
        contact=("木村 ひろみ", "きむら ひろみ", "会長"),
        more={
            "fields": ["welfare", "children"],
            "layers": ["2", "3"],
            "members": 15,
            "consultations": ["近所に心配な人がいる", "子育てがつらい", "どこに相談すればよいかわからない"],
        },
    ),
    Sample(
        "commissioner",
        "潮見台地区民生委員児童委員協議会",
        "しおみだいちくみんせいいいんじどういいんきょうぎかい",
        SHIOMIDAI,
        [("skill", "くらしの相談")],
        [("venue", "団地の集会室の鍵")],
        "団地のひとり暮らしの方を訪ね、くらしの相談に応じます。",
        place="潮見台集会所",
        contact=("近藤 和子", "こんどう かずこ", "会長"),
        more={"fields": ["welfare"], "layers": ["2", "3"], "members": 13},
    ),
    Sample(
        "senior",
        "桑原寿クラブ連合会",
        "くわばらことぶきくらぶれんごうかい",
        KUWABARA,
        [("skill", "昔遊びを教える"), ("skill", "しめ縄づくりを教える")],
        [("vehicle", "集まりへの送迎")],
        "仲間と楽しく、健康に。昔の知恵を子どもたちに伝えます。",
        place="桑原公民館",
        activities=[
            activity(
                "グラウンドゴルフ",
                "weekly",
                [1],
                "09:00",
                "11:00",
                "本村広場",
                audience="60歳以上の方",
                cost="月300円",
            )
        ],
        contact=("佐々木 清", "ささき きよし", "会長"),
        more={"fields": ["health", "tradition"], "layers": ["2"], "members": 186},
    ),
    Sample(
        "senior",
        "潮見台さざなみクラブ",
        "しおみだいさざなみくらぶ",
        SHIOMIDAI,
        [("skill", "ラジオ体操の指導")],
        [("skill", "スマホ教室の先生")],
        "団地の高齢者が、毎日外に出るきっかけをつくります。",
        neighborhoods=("A街区", "B街区"),
        place="潮風公園",
        activities=[
            activity(
                "朝のラジオ体操",
                "daily",
                [],
                "06:30",
                "06:45",
                "潮風公園",
                audience="どなたでも",
                cost="無料",
                drop_in=True,
            )
        ],
        contact=("島田 トシ子", "しまだ としこ", "会長"),
        more={"fields": ["health", "exchange"], "layers": ["3"], "members": 74},
    ),
    Sample(
        "children",
        "若葉子ども会育成会",
        "わかばこどもかいいくせいかい",
        WAKABA,
        [("people", "親子40組の参加")],
        [("people", "高齢者といっしょに遊ぶ機会")],
        "子どもたちが地域の人と出会い、のびのび育つ行事を行います。",
        contact=("高橋 由美", "たかはし ゆみ", "会長"),
        more={"fields": ["children", "exchange"], "layers": ["2"]},
    ),
    Sample(
        "children",
        "桑原子ども会",
        "くわばらこどもかい",
        KUWABARA,
        [("people", "秋まつりのみこしの担ぎ手")],
        [("people", "ほかの地区の子ども会との交流")],
        "桑原の子どもたちが、まつりや季節の行事に参加します。",
        contact=("田村 健", "たむら けん", "会長"),
        more={"fields": ["children", "tradition"], "layers": ["2"], "status": "paused"},
        verified=14,
    ),
    Sample(
        "school",
        "みどり野市立若葉小学校PTA",
        "みどりのしりつわかばしょうがっこうぴーてぃーえー",
        WAKABA,
        [("venue", "体育館(学校の行事がない日)"), ("tools", "スポーツ用具")],
        [("people", "登下校の見守り")],
        "保護者と先生が力を合わせて、子どもの育ちを支えます。",
        place="若葉小学校",
        contact=("中島 亮", "なかじま りょう", "会長"),
        more={
            "fields": ["children", "learning"],
            "layers": ["2"],
            "lends_venue": True,
            "lends_equipment": True,
        },
    ),
    Sample(
        "school",
        "みどり野市立潮見中学校 福祉委員会",
        "みどりのしりつしおみちゅうがっこう ふくしいいんかい",
        SHIOMIDAI,
        [("people", "生徒ボランティア30人")],
        [("other", "福祉の体験ができる場")],
        "中学生が地域に出て、できることを見つけます。",
        place="潮見中学校",
        contact=("西村 香織", "にしむら かおり", "担当教諭"),
        more={"fields": ["welfare", "learning"], "layers": ["2"]},
    ),
    Sample(
        "school",
        "若葉ひよこ保育園",
        "わかばひよこほいくえん",
        WAKABA,
        [("venue", "園庭の開放"), ("skill", "子どもたちの歌")],
        [("people", "世代をこえた交流")],
        "0歳から5歳までの子どもの育ちを、地域とともに見守ります。",
        neighborhoods=("若葉二丁目",),
        place="若葉二丁目5-1",
        activities=[
            activity(
                "園庭開放",
                "weekly",
                [2],
                "10:00",
                "11:30",
                "若葉ひよこ保育園の園庭",
                audience="就学前の子どもと家族",
                cost="無料",
                drop_in=True,
            )
        ],
        contact=("野口 美穂", "のぐち みほ", "園長"),
        more={"fields": ["children"], "layers": ["2"], "accessibility": ["step_free", "childcare"]},
    ),
    Sample(
        "women",
        "桑原女性会",
        "くわばらじょせいかい",
        KUWABARA,
        [("skill", "炊き出し"), ("skill", "郷土料理を教える")],
        [("people", "活動を引き継いでくれる人")],
        "食を通して、地域の人をつなぎます。",
        place="桑原公民館の調理室",
        activities=[
            activity(
                "郷土料理の会",
                "monthly",
                [5],
                "10:00",
                "13:00",
                "桑原公民館 調理室",
                weeks=[3],
                audience="どなたでも",
                cost="500円",
            )
        ],
        contact=("橋本 千代", "はしもと ちよ", "会長"),
        more={"fields": ["tradition", "exchange"], "layers": ["2"]},
        phone=False,
    ),
    Sample(
        "volunteer",
        "傾聴ボランティア「みみの会」",
        "けいちょうぼらんてぃあ みみのかい",
        None,
        [("skill", "傾聴(お話をゆっくり聞く)"), ("people", "話し相手")],
        [("venue", "活動できる施設や集まり")],
        "お話をていねいに聞くボランティアです。ご自宅や施設にうかがいます。",
        contact=("藤田 礼子", "ふじた れいこ", "代表"),
        more={"fields": ["welfare"], "layers": ["1", "2"], "members": 18},
    ),
    Sample(
        "volunteer",
        "NPO法人みちくさ",
        "えぬぴーおーほうじんみちくさ",
        KUWABARA,
        [("vehicle", "福祉有償運送の車2台")],
        [("people", "運転ボランティア")],
        "車がなくても、通院や買い物に行けるように、送り迎えをします。",
        issues="運転者が足りず、金曜の予約を断ることがあります。",
        place="桑原本村112",
        activities=[
            activity(
                "買い物送迎便",
                "weekly",
                [4],
                "10:00",
                "12:00",
                "各区の集会所から直売所まで",
                audience="桑原地区の方",
                cost="1回200円",
            )
        ],
        contact=("前田 徹", "まえだ とおる", "理事長"),
        more={
            "fields": ["welfare"],
            "layers": ["2"],
            "alias": "移動支援みちくさ",
            "lends_vehicle": True,
            "accessibility": ["transport"],
        },
    ),
    Sample(
        "volunteer",
        "手話サークルてのひら",
        "しゅわさーくるてのひら",
        None,
        [("skill", "行事での手話")],
        [("other", "行事への参加の声かけ")],
        "手話を学び、聞こえない人といっしょに活動します。",
        activities=[
            activity(
                "手話の学習会",
                "weekly",
                [3],
                "19:00",
                "20:30",
                "市民福祉センター",
                audience="どなたでも",
                cost="月200円",
            )
        ],
        contact=("村上 さやか", "むらかみ さやか", "代表"),
        more={"fields": ["welfare", "learning"], "layers": ["1"], "accessibility": ["sign_language"]},
        verified=26,
    ),
    Sample(
        "salon",
        "サロンひだまり",
        "さろんひだまり",
        WAKABA,
        [("venue", "月2回、20人が集まる場")],
        [("people", "男性の参加")],
        "お茶を飲みながら、ゆっくり話せる集まりです。ひとりでも気軽にどうぞ。",
        neighborhoods=("けやき台",),
        place="けやき台集会所",
        activities=[
            activity(
                "サロンひだまり",
                "monthly",
                [3],
                "13:30",
                "15:30",
                "けやき台集会所",
                weeks=[2, 4],
                audience="どなたでも",
                cost="100円(お茶代)",
                drop_in=True,
            )
        ],
        contact=("森 久美子", "もり くみこ", "世話人"),
        more={"fields": ["exchange", "health"], "layers": ["3"], "accessibility": ["step_free"]},
    ),
    Sample(
        "salon",
        "階段下カフェ",
        "かいだんしたかふぇ",
        SHIOMIDAI,
        [("venue", "毎週水曜の居場所")],
        [("tools", "いす10脚")],
        "団地の階段の下で開く、予約のいらないカフェです。",
        neighborhoods=("B街区",),
        place="潮見台B街区3号棟1階",
        activities=[
            activity(
                "階段下カフェ",
                "weekly",
                [2],
                "10:00",
                "12:00",
                "潮見台B街区3号棟1階",
                audience="どなたでも",
                cost="100円",
                drop_in=True,
            )
        ],
        contact=("吉田 進", "よしだ すすむ", "世話人"),
        more={"fields": ["exchange"], "layers": ["3"], "accessibility": ["step_free"]},
    ),
    Sample(
        "salon",
        "こども食堂まるた",
        "こどもしょくどうまるた",
        WAKABA,
        [("other", "月2回、40食の夕ごはん")],
        [("other", "野菜の寄付"), ("people", "学習支援のボランティア")],
        "子どもも大人も、いっしょに夕ごはんを食べる場所です。",
        neighborhoods=("駅前通り",),
        place="若葉駅前通り2-8 丸太ビル1階",
        activities=[
            activity(
                "こども食堂まるた",
                "monthly",
                [5],
                "17:00",
                "19:00",
                "丸太ビル1階",
                weeks=[1, 3],
                audience="どなたでも",
                cost="子ども無料・大人300円",
                drop_in=True,
            )
        ],
        contact=("山口 あゆみ", "やまぐち あゆみ", "代表"),
        more={"fields": ["children", "exchange"], "layers": ["2", "3"]},
    ),
    Sample(
        "facility",
        "特別養護老人ホーム若葉の里",
        "とくべつようごろうじんほーむわかばのさと",
        WAKABA,
        [("venue", "地域交流室(40人)"), ("vehicle", "福祉車両(平日の昼)"), ("skill", "介護講座の講師")],
        [("people", "行事のボランティア")],
        "介護が必要になっても、その人らしく暮らせるように支えます。地域の方の相談もお受けします。",
        issues="地域の方に気軽に立ち寄ってもらえるようにしたいです。",
        neighborhoods=("川原",),
        place="若葉三丁目20-1",
        activities=[
            activity(
                "介護の何でも相談",
                "weekly",
                [1, 3],
                "10:00",
                "15:00",
                "若葉の里 地域交流室",
                audience="どなたでも",
                cost="無料",
                drop_in=True,
            )
        ],
        facility={
            "corporation": "社会福祉法人みどり会",
            "services": ["介護老人福祉施設", "短期入所生活介護"],
            "capacity": 80,
            "weekdays": [0, 1, 2, 3, 4, 5, 6],
            "hours_note": "24時間対応。見学は平日の昼",
            "community_officer": "生活相談員 岡田",
            "accepts_visits": True,
            "visit_note": "毎週火曜・木曜(予約)",
            "accepts_trainees": True,
            "disaster_cooperation": "福祉避難所として10人を受け入れます",
        },
        contact=("岡田 恵", "おかだ めぐみ", "生活相談員"),
        more={
            "fields": ["welfare", "health"],
            "layers": ["2"],
            "consultations": ["介護保険の使い方", "認知症のある家族との暮らし", "車いすの貸し出し"],
            "lends_venue": True,
            "lends_vehicle": True,
            "accessibility": ["step_free", "wheelchair_toilet", "parking"],
            "website": "https://wakabanosato.example.jp/",
            "values": "あいさつと、ゆっくり話を聞くこと",
            "role": "介護の専門職がいる、地域の相談場所",
            "limits": "夜間の相談は電話だけになります",
            "founded_year": 2004,
        },
        verified=2,
    ),
    Sample(
        "facility",
        "障害者支援センター潮風",
        "しょうがいしゃしえんせんたーしおかぜ",
        SHIOMIDAI,
        [("other", "パンの販売"), ("people", "清掃の協力"), ("skill", "障がいを知る講座")],
        [("other", "仕事の切り出し(袋づめなど)")],
        "障がいのある人が、地域で働き、暮らすことを支えます。",
        neighborhoods=("潮風",),
        place="潮風1-7",
        activities=[
            activity(
                "潮風のパン屋さん",
                "weekly",
                [1, 4],
                "11:30",
                "13:30",
                "センター玄関前",
                audience="どなたでも",
                cost="パン120円から",
                drop_in=True,
            )
        ],
        facility={
            "corporation": "社会福祉法人しおさい",
            "services": ["就労継続支援B型", "生活介護"],
            "capacity": 40,
            "weekdays": [0, 1, 2, 3, 4],
            "opens_at": time(9, 0),
            "closes_at": time(17, 0),
            "accepts_visits": True,
            "accepts_trainees": True,
        },
        contact=("長谷川 誠", "はせがわ まこと", "支援課長"),
        more={
            "fields": ["welfare", "environment"],
            "layers": ["2"],
            "accessibility": ["step_free", "wheelchair_toilet"],
            "consultations": ["障がいのある人の仕事", "日中の居場所"],
        },
    ),
    Sample(
        "facility",
        "デイサービスくわの実",
        "でいさーびすくわのみ",
        KUWABARA,
        [("vehicle", "送迎車の空き時間")],
        [("other", "昔の写真"), ("people", "地域の名人")],
        "日中をいっしょに過ごし、家での暮らしを続けられるように支えます。",
        place="桑原本村45-3",
        facility={
            "corporation": "株式会社くわの実",
            "services": ["通所介護"],
            "capacity": 25,
            "weekdays": [0, 1, 2, 3, 4, 5],
            "opens_at": time(9, 30),
            "closes_at": time(16, 30),
            "accepts_visits": True,
        },
        contact=("斉藤 直樹", "さいとう なおき", "管理者"),
        more={"fields": ["welfare", "health"], "layers": ["2"], "lends_vehicle": True},
        verified=None,
    ),
    Sample(
        "facility",
        "グループホームあかり",
        "ぐるーぷほーむあかり",
        SHIOMIDAI,
        [("venue", "認知症カフェの会場")],
        [("people", "近所の見守り")],
        "認知症のある人が、少人数で家庭のように暮らす家です。",
        neighborhoods=("灯台下",),
        place="灯台下3-12",
        activities=[
            activity(
                "認知症カフェ あかり",
                "monthly",
                [6],
                "14:00",
                "15:30",
                "グループホームあかり",
                weeks=[3],
                audience="本人・家族・関心のある方",
                cost="200円",
                drop_in=True,
            )
        ],
        facility={
            "corporation": "医療法人灯台会",
            "services": ["認知症対応型共同生活介護"],
            "capacity": 18,
            "weekdays": [0, 1, 2, 3, 4, 5, 6],
        },
        contact=("三浦 朋子", "みうら ともこ", "ホーム長"),
        more={"fields": ["welfare"], "layers": ["2", "3"]},
        consent=False,
    ),
    Sample(
        "agency",
        "みどり野市東部地域包括支援センター",
        "みどりのしとうぶちいきほうかつしえんせんたー",
        None,
        [("skill", "出前講座"), ("skill", "高齢者の総合相談")],
        [("other", "気になる人がいたら早めの連絡")],
        "高齢者のくらしの総合相談窓口です。介護・健康・お金・見守り、何でもご相談ください。",
        place="市民福祉センター2階",
        contact=("坂本 薫", "さかもと かおる", "センター長"),
        more={
            "fields": ["welfare", "health"],
            "layers": ["1", "2"],
            "consultations": ["介護のこと", "もの忘れが心配", "高齢者への虐待が心配"],
        },
        verified=1,
    ),
    Sample(
        "agency",
        "みどり野市社会福祉協議会 地域福祉課",
        "みどりのししゃかいふくしきょうぎかい ちいきふくしか",
        None,
        [
            ("people", "地区担当による会議・行事の支援"),
            ("tools", "行事の備品の貸し出し"),
            ("other", "行事の保険の相談"),
        ],
        [("other", "毎月の予定のお知らせ")],
        "地区社協の活動を支え、地域と専門機関をつなぎます。",
        place="市民福祉センター1階",
        contact=("上田 拓也", "うえだ たくや", "課長"),
        more={"fields": ["welfare"], "layers": ["1"], "lends_equipment": True, "alias": "市社協"},
        verified=1,
    ),
    Sample(
        "business",
        "スーパーしおみ 潮見台店",
        "すーぱーしおみ しおみだいてん",
        SHIOMIDAI,
        [("venue", "休憩スペース"), ("vehicle", "移動販売車")],
        [("other", "見守り協定の相談")],
        "毎日の買い物を通して、団地のくらしを支えます。",
        neighborhoods=("C街区",),
        place="潮見台C街区1-1",
        activities=[
            activity(
                "移動販売",
                "weekly",
                [0, 3],
                "13:00",
                "14:00",
                "E街区の広場",
                audience="どなたでも",
                cost="商品の代金",
                drop_in=True,
            )
        ],
        contact=("松井 大輔", "まつい だいすけ", "店長"),
        more={"fields": ["exchange"], "layers": ["2"]},
    ),
    Sample(
        "business",
        "みどり野農協 桑原支店",
        "みどりののうきょう くわばらしてん",
        KUWABARA,
        [("venue", "直売所"), ("tools", "農機具")],
        [("people", "若者の就農体験")],
        "農業を通して、桑原のくらしを支えます。",
        place="桑原本村2-1",
        activities=[
            activity(
                "朝どり直売所",
                "weekly",
                [2, 5],
                "08:00",
                "12:00",
                "桑原支店前",
                audience="どなたでも",
                cost="商品の代金",
                drop_in=True,
            )
        ],
        contact=("井上 隆", "いのうえ たかし", "支店長"),
        more={"fields": ["exchange", "learning"], "layers": ["2"], "lends_equipment": True},
    ),
    Sample(
        "safety",
        "みどり野市消防団 第3分団",
        "みどりのししょうぼうだん だいさんぶんだん",
        KUWABARA,
        [("skill", "防災訓練の指導")],
        [("people", "新しい団員")],
        "火事や災害から、桑原の人とくらしを守ります。",
        place="桑原詰所",
        contact=("小川 翔", "おがわ しょう", "分団長"),
        more={"fields": ["disaster"], "layers": ["2"], "members": 22},
    ),
    Sample(
        "safety",
        "桑原獅子舞保存会",
        "くわばらししまいほぞんかい",
        KUWABARA,
        [("skill", "獅子舞の演舞"), ("skill", "太鼓の指導")],
        [("people", "子どもの担い手"), ("skill", "記録の映像を撮る人")],
        "江戸時代から続く桑原の獅子舞を、次の世代に伝えます。",
        place="桑原神社",
        activities=[
            activity(
                "太鼓の練習",
                "weekly",
                [4],
                "19:00",
                "20:30",
                "桑原公民館",
                audience="小学生から",
                cost="無料",
            )
        ],
        contact=("宮本 一郎", "みやもと いちろう", "会長"),
        more={"fields": ["tradition"], "layers": ["2"], "founded_year": 1952},
    ),
    Sample(
        "safety",
        "若葉自主防災会",
        "わかばじしゅぼうさいかい",
        WAKABA,
        [("tools", "救助の資機材"), ("skill", "避難訓練")],
        [("people", "障がいのある人の訓練への参加")],
        "災害のとき、だれひとり取り残さないための備えをします。",
        issues="要配慮者の避難を、当事者といっしょに考えたいです。",
        neighborhoods=("若葉一丁目", "川原"),
        place="若葉会館",
        contact=("平野 剛", "ひらの ごう", "会長"),
        more={
            "fields": ["disaster"],
            "layers": ["2", "3"],
            "representative": "平野 剛",
            "representative_title": "会長",
        },
    ),
]


def load(*, districts: dict[str, District], people: dict[str, User], today: date, random: Random) -> None:
    """Make the demo's organisations; `people["wakabanosato"]` becomes the contact of 若葉の里."""
    categories = {category.slug: category for category in Category.objects.all()}
    neighborhoods = {(place.district_id, place.name): place for place in Neighborhood.objects.all()}
    for number, sample in enumerate(SAMPLES, start=1):
        organization = make(sample, number, districts, categories, neighborhoods, today, random)
        if organization.name == "特別養護老人ホーム若葉の里":
            actions.add_contact_person(organization, user=people["wakabanosato"])


def make(
    sample: Sample,
    number: int,
    districts: dict[str, District],
    categories: dict[str, Category],
    neighborhoods: dict[tuple[int, str], Neighborhood],
    today: date,
    random: Random,
) -> Organization:
    """One organisation with all that belongs to it."""
    home = districts[sample.district] if sample.district else None
    latitude, longitude = CENTRES[sample.district or WAKABA]
    values: dict[str, Any] = {
        "category": categories[sample.kind],
        "name": sample.name,
        "kana": sample.kana,
        "purpose": sample.purpose,
        "issues": sample.issues,
        "address": f"みどり野市{sample.place}" if sample.place else "",
        "public_phone": f"000-{1000 + number:04}-{number * 37 % 10000:04}" if sample.phone else "",
        "public_contact_hours": "平日 9時から17時" if sample.phone else "",
        **sample.more,
    }
    if sample.place:
        values["latitude"] = round(latitude + random.uniform(-0.006, 0.006), 6)
        values["longitude"] = round(longitude + random.uniform(-0.007, 0.007), 6)
    if sample.verified is not None:
        values["verified_on"] = today - timedelta(days=sample.verified * 30)
        values["verified_by"] = "地区コーディネーター"
    if sample.consent:
        values |= {
            "consent_on": today - timedelta(days=400),
            "consent_by": "代表者",
            "consent_method": "paper",
        }
    places = [neighborhoods[home.pk, name] for name in sample.neighborhoods] if home else []
    organization = actions.create_organization(
        district=home,
        served_districts=[districts[slug] for slug in sample.also_in],
        neighborhoods=places,
        **values,
    )
    actions.save_offers(organization, [{"kind": kind, "text": text} for kind, text in sample.offers])
    actions.save_needs(organization, [{"kind": kind, "text": text} for kind, text in sample.needs])
    place = places[0] if len(places) == 1 else None
    actions.save_activities(organization, [item | {"neighborhood": place} for item in sample.activities])
    if sample.facility:
        actions.save_facility(organization, **sample.facility)
    if sample.contact:
        name, kana, title = sample.contact
        actions.save_contacts(
            organization, [{"name": name, "kana": kana, "title": title, "mobile": f"000-9000-{number:04}"}]
        )
    return organization
