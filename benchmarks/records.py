"""A deterministic city of invented records, as many as asked for, with the names and texts of this field."""

import random
from collections.abc import Iterator

from portal.models import Visibility
from portal.search import SearchText

# (written, kana). The first of each are the most frequent, as in real registers.
PLACES = [
    ("若葉", "わかば"), ("潮見台", "しおみだい"), ("桑原", "くわばら"), ("扇町", "おうぎまち"), ("本町", "ほんまち"),
    ("桜ヶ丘", "さくらがおか"), ("中央", "ちゅうおう"), ("緑町", "みどりまち"), ("川東", "かわひがし"), ("松島", "まつしま"),
    ("栗林", "りつりん"), ("三谷", "みたに"), ("古高松", "ふるたかまつ"), ("屋島", "やしま"), ("木太", "きた"),
    ("太田", "おおた"), ("多肥", "たひ"), ("円座", "えんざ"), ("川岡", "かわおか"), ("香西", "こうざい"),
    ("下笠居", "しもかさい"), ("女木", "めぎ"), ("牟礼", "むれ"), ("庵治", "あじ"), ("塩江", "しおのえ"),
    ("国分寺", "こくぶんじ"), ("鶴尾", "つるお"), ("花園", "はなぞの"), ("新塩屋", "しんしおや"), ("日新", "にっしん"),
]  # fmt: skip
FLOWERS = [
    ("ひまわり", "ひまわり"), ("さくら", "さくら"), ("潮風", "しおかぜ"), ("なごみ", "なごみ"), ("ふれあい", "ふれあい"),
    ("つばさ", "つばさ"), ("若草", "わかくさ"), ("たんぽぽ", "たんぽぽ"), ("虹", "にじ"), ("あおぞら", "あおぞら"),
    ("ほほえみ", "ほほえみ"), ("すずらん", "すずらん"), ("楓", "かえで"), ("陽だまり", "ひだまり"), ("まごころ", "まごころ"),
    ("こもれび", "こもれび"), ("やまびこ", "やまびこ"), ("せせらぎ", "せせらぎ"), ("千鳥", "ちどり"), ("菜の花", "なのはな"),
    ("スマイル", "すまいる"), ("コスモス", "こすもす"), ("いずみ", "いずみ"), ("銀杏", "いちょう"), ("朝日", "あさひ"),
]  # fmt: skip
KINDS = [
    ("町内会", "ちょうないかい"), ("自治会", "じちかい"), ("老人クラブ", "ろうじんくらぶ"), ("子ども会", "こどもかい"),
    ("婦人会", "ふじんかい"), ("集会所", "しゅうかいしょ"), ("会館", "かいかん"), ("サロン", "さろん"),
    ("子ども食堂", "こどもしょくどう"), ("保育園", "ほいくえん"), ("体操クラブ", "たいそうくらぶ"),
    ("民生委員児童委員協議会", "みんせいいいんじどういいんきょうぎかい"), ("福祉会館", "ふくしかいかん"),
    ("デイサービスセンター", "でいさーびすせんたー"), ("見守り隊", "みまもりたい"), ("の里", "のさと"),
    ("作業所", "さぎょうしょ"), ("認知症カフェ", "にんちしょうかふぇ"), ("コミュニティセンター", "こみゅにてぃせんたー"),
    ("ボランティアの会", "ぼらんてぃあのかい"),
]  # fmt: skip
FORMS = [
    "", "", "", "", "特別養護老人ホーム", "NPO法人", "社会福祉法人", "地域密着型", "グループホーム", "第二",
]  # fmt: skip
SENTENCES = [
    "高齢者が気軽に集まり、お茶を飲みながらおしゃべりや体操を楽しむ場です。",
    "障がいのある方も子育て中の方も歓迎します。",
    "会館の和室で、毎月第2木曜日に開いています。",
    "一人暮らしのお年寄りの見守りと声かけを続けています。",
    "子どもたちの登下校を見守り、交差点に立っています。",
    "防災訓練と避難所の運営を、町内のみなさんと一緒に行います。",
    "花壇の手入れと公園の清掃をしています。",
    "介護で困っていることを、専門の職員に相談できます。",
    "認知症の人とその家族が、安心して過ごせる場所をつくります。",
    "買い物に困っている人のために、車を出しています。",
    "いきいき百歳体操で、足腰を強くします。",
    "手話と要約筆記で、聞こえない人とつながります。",
    "ひとり親家庭の食事を支えるため、寄付された食材を配ります。",
    "夏祭りと敬老会を、学校や商店街と協力して開きます。",
    "将棋、囲碁、カラオケ、手芸の仲間を募集しています。",
    "空き家を使った居場所づくりを進めています。",
    "障害者の就労を支え、パンとクッキーを作って売っています。",
    "引きこもりの若者と家族の話を聞きます。",
    "消費者被害を防ぐ講座を、公民館で開いています。",
    "外国から来た人に、やさしい日本語で暮らしの情報を伝えます。",
    "献血と健康相談の日を、保健師と一緒に設けています。",
    "古紙と空き缶を集め、その収益で車いすを贈りました。",
    "地域の歴史を調べて、紙芝居にして語りついでいます。",
    "配食サービスで、栄養のあるお弁当を届けます。",
]

# Words that stand in few records, so that rare and frequent words are both asked for.
RARE_WORDS = [
    "蛍",
    "手打ちうどん",
    "ペタンク",
    "点訳",
    "獅子舞",
    "里親",
    "ラジオ体操",
    "俳句",
    "盆踊り",
    "木工",
]


def search_texts(number: int, *, districts: list[int], seed: int = 2026) -> Iterator[SearchText]:
    """`number` texts to index, spread over the districts; the first district holds half of them.

    One in twenty is internal (DISTRICT), one in thirty belongs to the whole city, one in ten lacks its kana.
    """
    chance = random.Random(seed)  # noqa: S311 -- repeatable on purpose
    weights = [len(districts) - 1] + [1] * (len(districts) - 1)
    for serial in range(number):
        place, place_kana = _frequent_first(chance, PLACES)
        flower, flower_kana = chance.choice(FLOWERS)
        kind, kind_kana = _frequent_first(chance, KINDS)
        form = chance.choice(FORMS)
        block = chance.randrange(1, 400)
        texts = chance.sample(SENTENCES, 6)
        if chance.random() < 0.02:
            texts.append(f"{chance.choice(RARE_WORDS)}の教室もあります。")
        yield SearchText(
            title=f"{form}{place}{flower}{kind}" if serial % 3 else f"{form}{flower}{kind}({place}{block})",
            kana="" if chance.random() < 0.1 else f"{place_kana}{flower_kana}{kind_kana}",
            names=[f"{flower}の会"] if chance.random() < 0.2 else [],
            places=[
                f"みどり野市{place}{chance.randrange(1, 5)}丁目{block}番地{serial % 30 + 1}",
                f"{place}町内会",
            ],
            summary=texts[0],
            texts=[*texts[1:], f"代表の電話は{serial:06d}です。"],
            district_id=None if chance.random() < 1 / 30 else chance.choices(districts, weights)[0],
            visibility=Visibility.DISTRICT if chance.random() < 0.05 else Visibility.PUBLIC,
        )


def _frequent_first(chance: random.Random, choices: list[tuple[str, str]]) -> tuple[str, str]:
    """One of the choices, the earlier the likelier (the first ones some ten times as often as the last)."""
    return (
        choices[min(int(chance.paretovariate(0.7)) - 1, len(choices) - 1)]
        if chance.random() < 0.5
        else (chance.choice(choices))
    )
