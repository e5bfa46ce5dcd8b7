"""Our own words for what lists say: kinds (種別), neighbourhoods (町内), fields (活動分野), accessibility, states.

What we have no word for is left out and told as a doubt; it never stops a row, for the lists of cities are full of
kinds and marks of their own.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from groups.models import Accessibility, Category, Field, Organization
from portal.imports import cells
from portal.imports.cells import Cleaned, Cleaner, left_out
from portal.japanese.text import address_key, name_key
from portal.models import District

# By what a kind is recognised that is not called as here, by the slug of the category.
KIND_WORDS = {
    "neighborhood": r"自治会|町内会|町会|区会|部落会|自治組織|隣組",
    "commissioner": r"民生|児童委員|民児協",
    "senior": r"老人(?:クラブ|会)|(?:シニア|高齢者|長寿|いきいき)クラブ|長寿会",
    "children": r"(?:子ども|子供|こども)会|育成会|少年団|ボーイスカウト|ガールスカウト",
    "school": r"PTA|学校|学園|幼稚園|保育|(?:子ども|こども)園",
    "women": r"(?:女性|婦人)(?:会|団体|部)|母の会",
    "volunteer": r"ボランティア|NPO|市民活動|市民団体|奉仕",
    "salon": r"サロン|居場所|通いの場|カフェ|茶話会|(?:子ども|こども)食堂|サークル",
    "facility": r"福祉施設|社会福祉法人|介護|老人ホーム|デイサービス|グループホーム|障害|障がい",
    "agency": r"包括|行政|専門機関|社会福祉協議会|社協|相談|役所|病院|医院|診療所|公共施設|公民館",
    "business": r"企業|商店|商工|農協|JA|会社|事業者|店舗",
    "safety": r"防災|消防|防犯|交通安全|伝統|保存会",
}
FIELD_WORDS = {
    Field.EXCHANGE: r"交流|親睦|居場所|サロン",
    Field.LEARNING: r"学習|講座|趣味|文化|教養|芸術",
    Field.ENVIRONMENT: r"環境|美化|清掃|緑化|花壇",
    Field.DISASTER: r"防災|減災|消防",
    Field.TRADITION: r"伝統|行事|祭",
    Field.WELFARE: r"福祉|介護(?!予防)|見守り|支え合い|障害|障がい|高齢者",
    Field.CHILDREN: r"子育て|子ども|こども|育児|青少年",
    Field.HEALTH: r"健康|体操|介護予防|スポーツ|運動|保健",
}
# 「駐車場なし」 says that there is none; 「駐車場（無料）」 does not.
_ABSENT = r"(?!.*(?:なし|無(?!料)|ない|ません|不可|[×✕]))"
# How the open data sets say what we know of.
ACCESSIBILITY_WORDS = {
    Accessibility.STEP_FREE: rf"段差[がの]?(?:な[しい]|無|解消)|(?:スロープ|エレベーター){_ABSENT}",
    Accessibility.WHEELCHAIR_TOILET: rf"(?:多目的|多機能|車いす|車椅子|バリアフリー|みんなの).*トイレ{_ABSENT}",
    Accessibility.PARKING: f"駐車{_ABSENT}",
    Accessibility.SIGN_LANGUAGE: f"手話{_ABSENT}",
    Accessibility.CHILDCARE: f"託児{_ABSENT}",
    Accessibility.TRANSPORT: f"送迎{_ABSENT}",
    Accessibility.PLAIN_JAPANESE: f"やさしい日本語{_ABSENT}",
}
STATUS_WORDS = {
    Organization.Status.DISSOLVED: r"解散|廃止|閉鎖|閉所",
    Organization.Status.PAUSED: r"休止|休会|休み",
    Organization.Status.ACTIVE: r"^(?:活動|継続|現存)",
}
# 「活動停止中」 「休止していない」 「解散予定」
_OTHERWISE = re.compile("ない|ません|停止|終了|予定")
_PUT_IN_OUR_WORDS = "このサイトで使うことばに直しました。"
_CONSENT_PUBLISHES = "この日付を取り込むと、電話・FAX・メール・ホームページを住民に公開します。公開に同意をいただいた日か、確かめてください。"
_TOWN_ENDING = re.compile(r"(?:連合)?(?:自治会|町内会|町会)$")


def known_kinds() -> Cleaner:
    """A cleaner that finds the category, as its slug; the words of all categories are read once.

    A kind is found by its name or a part of it, by the short name, or by a word that means just one of them.
    """
    categories = list(Category.objects.all())
    exact: dict[str, str] = {}
    for category in categories:
        for word in (category.slug, category.short_name, category.name, *category.name.split("・")):
            exact.setdefault(name_key(word), category.slug)
    slugs = {category.slug for category in categories}

    def clean(cell: str) -> Cleaned:
        if cells.is_nothing(cell):
            return Cleaned("")
        if slug := exact.get(name_key(cell)):
            return Cleaned(slug)
        found = [
            slug
            for slug, words in KIND_WORDS.items()
            if slug in slugs and re.search(words, cells.folded(cell), re.IGNORECASE)
        ]
        if len(found) == 1:
            return Cleaned(found[0], _PUT_IN_OUR_WORDS)
        # One kind of doubt for each word, so that a person says once what it means.
        return Cleaned(
            "",
            doubt=f"このサイトにない種別「{cell.strip()}」のため、「種別のない行の種別」にします。"
            "取り込む前なら、「列を確かめる」のページで、どの種別にあたるかを選べます。",
        )

    return clean


def kind_choices() -> list[tuple[str, str]]:
    """What a word of a file can mean: the slugs and names of the categories."""
    return list(Category.objects.values_list("slug", "name"))


def kind_names() -> Callable[[Any], str]:
    """From the slug of a category to its name; the names are read when the first one is asked for."""
    names: dict[str, str] = {}

    def show(slug: Any) -> str:
        if slug and not names:
            names.update(Category.objects.values_list("slug", "name"))
        return names.get(slug, slug or "")

    return show


def known_neighborhoods(district: District) -> Cleaner:
    """A cleaner that finds the district's neighbourhoods by name or reading, and gives the names in their order."""
    places = list(district.neighborhoods.all())
    order = {place.name: number for number, place in enumerate(places)}
    names: dict[str, str] = {}
    for key in (name_key, _town_key):
        for place in places:
            names.setdefault(key(place.name), place.name)
    for place in places:
        if place.kana:
            names.setdefault(name_key(place.kana), place.name)

    def parts(word: str) -> list[str]:
        # 「本町・中町」 are two, unless one is called so.
        return (
            [word] if name_key(word) in names else [part for part in re.split("[・･]", word) if part.strip()]
        )

    def clean(cell: str) -> Cleaned:
        words = [cell] if name_key(cell) in names else cells.items(cell).value
        found = {
            part: names.get(name_key(part)) or names.get(_town_key(part))
            for word in words
            for part in parts(word)
        }
        unknown = [word for word, name in found.items() if name is None]
        known = sorted({name for name in found.values() if name}, key=order.__getitem__)
        return Cleaned(known, doubt=left_out(unknown, "この地区の町内にないため"))

    return clean


def _town_key(text: str) -> str:
    return address_key(_TOWN_ENDING.sub("", name_key(text)))


def known_words(labels: Mapping[str, str], patterns: Mapping[Any, str]) -> Cleaner:
    """A cleaner for a list of words that are choices of ours; gives their labels."""
    exact = {name_key(label): label for label in labels}

    def clean(cell: str) -> Cleaned:
        found: dict[str, None] = {}
        mended, unknown = False, []
        for word in cells.items(cell).value:
            if name_key(word) in exact:
                found[exact[name_key(word)]] = None
                continue
            known = [value.label for value, pattern in patterns.items() if re.search(pattern, word)]
            found |= dict.fromkeys(known)
            mended = mended or bool(known)
            unknown += [] if known else [word]
        doubt = left_out(unknown, "選べる内容にないため")
        return Cleaned(list(found), _PUT_IN_OUR_WORDS if mended else "", doubt)

    return clean


ACCESSIBILITY = {label: value for value, label in Accessibility.choices}
FIELDS = {label: value for value, label in Field.choices}
known_accessibility = known_words(ACCESSIBILITY, ACCESSIBILITY_WORDS)
known_fields = known_words(FIELDS, FIELD_WORDS)


def known_status(cell: str) -> Cleaned:
    """活動中, 休止中 or 解散, as it is kept."""
    if cells.is_nothing(cell):
        return Cleaned("")
    for status, pattern in STATUS_WORDS.items():
        if re.search(pattern, cell.strip()) and not _OTHERWISE.search(cell):
            return Cleaned(status.value, "" if cell.strip() == status.label else _PUT_IN_OUR_WORDS)
    return Cleaned("", doubt=left_out([cell.strip()], "「活動中」「休止中」「解散」のどれでもないため"))


def status_name(value: Any) -> str:
    """「活動中」 …"""
    return str(Organization.Status(value).label) if value else ""


def known_publicity(cell: str) -> Cleaned:
    """公開 or 非公開, also as ○ or ×. Raises ValueError for other words (公開しない): nobody guesses what is public."""
    word = cells.folded(cell)
    if word in ("公開", "非公開"):
        return Cleaned(word == "公開")
    try:
        return cells.flag(cell)
    except ValueError:
        raise ValueError("「公開」か「非公開」で入力してください。") from None


def known_past_day(cell: str) -> Cleaned:
    """The day of what was done, so none that is to come: an error of typing, or a plan."""
    cleaned = cells.day(cell)
    if cleaned.value is None or date.fromisoformat(cleaned.value) <= localdate():
        return cleaned
    return Cleaned(None, doubt=left_out([cell.strip()], "まだ来ていない日付のため"))


def known_consent(cell: str) -> Cleaned:
    """The day of a consent (公開同意日), of which it is told what it makes public."""
    cleaned = known_past_day(cell)
    published = _CONSENT_PUBLISHES if cleaned.value else ""
    return cleaned._replace(doubt=f"{published}{cleaned.doubt}")


def publicity_name(value: Any) -> str:
    """公開 or 非公開; nothing where it is not said."""
    return "" if value is None else "公開" if value else "非公開"
