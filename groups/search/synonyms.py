"""Everyday words for what registers call by formal ones (特養 for 特別養護老人ホーム)."""

from collections.abc import Iterable

from portal.search import fold

# Formal words, of which one stands in a name, a kind or a service → what people say and type for them. A record is found
# by all the words of the line. Only words that are never a part of something else may stand on the left.
EVERYDAY: dict[tuple[str, ...], tuple[str, ...]] = {
    ("特別養護老人ホーム", "介護老人福祉施設", "地域密着型介護老人福祉施設"): ("特養", "特老"),
    ("介護老人保健施設", "老人保健施設"): ("老健",),
    ("有料老人ホーム", "特定施設入居者生活介護"): ("老人ホーム", "ホーム"),
    ("軽費老人ホーム", "ケアハウス"): ("ケアハウス",),
    ("通所介護", "デイサービス"): ("デイ", "デイサービス"),
    ("通所リハビリテーション", "デイケア"): ("デイケア", "通所リハ"),
    ("短期入所", "ショートステイ"): ("ショート", "ショートステイ"),
    ("認知症対応型共同生活介護", "共同生活援助", "グループホーム"): ("グループホーム", "GH"),
    ("小規模多機能型居宅介護",): ("小規模多機能", "小多機"),
    ("訪問介護", "居宅介護事業"): ("ヘルパー", "ホームヘルプ", "ホームヘルパー"),
    ("訪問看護",): ("訪看",),
    ("訪問入浴介護",): ("訪問入浴",),
    ("居宅介護支援", "介護支援専門員"): ("ケアマネ", "ケアマネジャー", "ケアマネージャー"),
    ("地域包括支援センター", "高齢者支援センター"): ("包括", "包括支援センター", "包括センター"),
    ("社会福祉協議会",): ("社協",),
    ("福祉事務所",): ("生活保護",),
    ("就労継続支援", "就労移行支援"): ("作業所", "就労支援", "A型", "B型"),
    ("地域活動支援センター",): ("地活", "作業所"),
    ("放課後等デイサービス",): ("放デイ", "放課後デイ"),
    ("放課後児童クラブ", "放課後児童健全育成事業", "学童保育"): ("学童", "学童保育"),
    ("児童発達支援",): ("療育",),
    ("認定こども園",): ("こども園", "保育園"),
    ("保育所", "保育園"): ("保育所", "保育園"),
    ("民生委員", "児童委員"): ("民児協", "民生委員", "児童委員"),
    ("老人クラブ", "シニアクラブ", "高齢者クラブ"): (
        "老人クラブ",
        "シニアクラブ",
        "老人会",
        "敬老会",
        "高齢者クラブ",
    ),
    ("自治会", "町内会"): ("自治会", "町内会", "町会"),
    ("子ども会", "こども会"): ("子供会", "こども会", "育成会"),
    ("女性会", "婦人会"): ("女性会", "婦人会"),
    ("子ども食堂", "こども食堂"): ("子供食堂", "こども食堂"),
    ("ふれあいいきいきサロン", "いきいきサロン", "サロン・居場所"): ("サロン", "居場所", "通いの場"),
    ("自主防災組織", "自主防災会"): ("自主防災", "自主防"),
    ("農業協同組合",): ("農協", "JA"),
    ("公民館", "コミュニティセンター"): ("公民館", "コミセン"),
    ("商工会議所", "商工会"): ("商工会",),
}
_FOLDED = [(tuple(map(fold, formal)), (*formal, *everyday)) for formal, everyday in EVERYDAY.items()]


def synonyms_of(words: Iterable[str]) -> list[str]:
    """What else people may type to find a record that is told of in these words (its name, kind and services)."""
    said = "\n".join(fold(word) for word in words if word)
    return [
        word for formal, all_words in _FOLDED if any(part in said for part in formal) for word in all_words
    ]
