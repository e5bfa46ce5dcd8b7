"""The columns that an importer understands, and the guess which column of a file means which.

Headings come in two generations of the national open data sets (旧 推奨データセット, 新 自治体標準オープンデータセット), as
English property names (linked open data), and as whatever people write.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.imports import cells, contacts
from portal.japanese.calendar import WEEKDAYS
from portal.tabular import header_key


def in_words(value: Any) -> str:
    """A value as a person reads it."""
    match value:
        case None:
            return ""
        case bool():
            return "はい" if value else "いいえ"
        case list():
            return "、".join(map(str, value))
        case _:
            return str(value)


def weekdays_in_words(days: list[int] | None) -> str:
    """「月・水・金」."""
    return "・".join(WEEKDAYS[day] for day in days or [])


@dataclass(frozen=True)
class Column:
    """One thing that a row can say.

    `name` is its key in the values given to the importer, `label` what people call it, `aliases` other headings for
    it, the likeliest first. `clean` turns the text of a cell into the value, `show` the value into words.
    `max_length` counts characters of a text, and of each entry of a list. What is `only_blank` is
    written where a record has nothing there, and never changes what is there. Where there are `choices` (value, label),
    a person can say which of them a word of a file means that nobody knows. `stops_unread`: a cell that cannot be
    understood keeps its whole row back, since without it more would become public than the file says.
    """

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    clean: cells.Cleaner = cells.line
    required: bool = False
    max_length: int | None = None
    show: Callable[[Any], str] = in_words
    only_blank: bool = False
    stops_unread: bool = False
    choices: Callable[[], Sequence[tuple[str, str]]] | None = None

    @property
    def headings(self) -> list[str]:
        """The `header_key`s of all its headings, the likeliest first."""
        return list(dict.fromkeys(header_key(text) for text in (self.label, *self.aliases)))


_STANDARD = {
    column.name: column
    for column in [
        Column(
            "name",
            "名称",
            (
                "介護サービス事業所名称",
                "施設名",
                "施設名称",
                "団体名",
                "団体名称",
                "団体・施設名",
                "事業所名",
                "事業所名称",
                "組織名",
                "サークル名",
                "会の名称",
                "会名",
                "団体の名前",
                "グループ名",
                "活動名",
                "名前",
                "name",
                "organizationName",
                "ページタイトル",
                "タイトル",
                "列1",
            ),
            required=True,
            max_length=100,
        ),
        Column(
            "kana",
            "ふりがな",
            (
                "名称_カナ",
                "介護サービス事業所名称_カナ",
                "フリガナ",
                "カナ",
                "かな",
                "読み",
                "よみがな",
                "名称（カナ）",
                "名称（かな）",
                "名称ふりがな",
                "名称フリガナ",
                "施設名カナ",
                "施設名（カナ）",
                "団体名カナ",
                "団体名（カナ）",
                "団体名（ふりがな）",
                "事業所名カナ",
                "nameKana",
            ),
            clean=cells.kana,
            max_length=200,
        ),
        Column("alias", "通称", ("名称_通称", "愛称", "略称", "alternateName"), max_length=100),
        Column(
            "code",
            "全国地方公共団体コード",
            ("都道府県コード又は市区町村コード", "市区町村コード", "自治体コード", "prefCode"),
            clean=cells.municipality_code,
        ),
        Column(
            "source_id", "ID", ("NO", "No.", "番号", "管理番号", "整理番号", "identifier"), max_length=100
        ),
        Column("postcode", "郵便番号", ("〒", "郵便", "postalCode"), clean=contacts.postcode),
        Column(
            "address",
            "住所",
            ("所在地_連結表記", "所在地", "所在地住所", "事業所住所", "施設住所", "address"),
            max_length=200,
        ),
        Column("prefecture", "住所の都道府県", ("所在地_都道府県", "都道府県")),
        Column("city", "住所の市区町村", ("所在地_市区町村", "市区町村", "市町村")),
        Column("town", "住所の町字", ("所在地_町字", "町字", "町名")),
        Column("block", "住所の番地以下", ("所在地_番地以下", "番地以下", "番地")),
        Column(
            "building",
            "建物名など",
            ("方書", "建物名等(方書)", "建物名", "建物名等", "ビル名"),
            max_length=100,
        ),
        Column("location", "緯度と経度", ("location", "緯度経度", "緯度・経度", "位置情報", "座標")),
        Column("latitude", "緯度", ("latitude", "lat", "北緯"), clean=cells.coordinate),
        Column("longitude", "経度", ("longitude", "lng", "lon", "東経"), clean=cells.coordinate),
        Column(
            "phone",
            "電話番号",
            (
                "電話",
                "TEL",
                "Tel.",
                "連絡先電話番号",
                "問い合わせ電話番号",
                "代表電話",
                "でんわ",
                "telephoneNumber",
                "telephone",
                "phone",
            ),
            clean=contacts.phone,
            max_length=30,
        ),
        Column("extension", "内線番号", ("内線", "連絡先内線番号")),
        Column(
            "fax",
            "FAX番号",
            ("FAX", "ファックス", "ファクス", "faxNumber"),
            clean=contacts.fax,
            max_length=30,
        ),
        Column(
            "email",
            "メールアドレス",
            ("メール", "E-mail", "電子メール", "email", "mail"),
            clean=contacts.email,
            max_length=254,
        ),
        Column(
            "website",
            "ホームページ",
            (
                "URL",
                "HP",
                "ウェブサイト",
                "コンテンツURL",
                "ホームページアドレス",
                "referenceObject",
                "url",
                "website",
            ),
            clean=contacts.url,
            max_length=200,
        ),
        Column(
            "representative", "代表者", ("代表者名", "代表者氏名", "会長", "会長名", "代表"), max_length=50
        ),
        Column("representative_title", "代表者の役職", ("役職", "役職名", "代表者役職"), max_length=50),
        Column(
            "corporation",
            "法人名",
            ("法人の名称", "運営法人", "運営主体", "設置主体", "経営主体", "設置者", "団体名", "operator"),
            max_length=100,
        ),
        Column("corporate_number", "法人番号", ("corporateNumber",), clean=cells.corporate_number),
        Column("office_number", "事業所番号", ("介護保険事業所番号", "医療機関コード"), max_length=20),
        Column(
            "services",
            "サービスの種類",
            ("実施サービス", "サービス種別", "サービス", "サービス内容", "診療科目", "service"),
            clean=cells.items,
            max_length=100,
        ),
        Column(
            "weekdays",
            "利用できる曜日",
            ("利用可能曜日", "曜日", "活動曜日", "診療曜日", "開館日", "営業日", "availableDate"),
            clean=cells.weekdays,
            show=weekdays_in_words,
        ),
        Column(
            "opens_at",
            "開始時間",
            ("開始時刻", "診療開始時間", "開館時間", "開所時間", "startTime"),
            clean=cells.clock_time,
        ),
        Column(
            "closes_at",
            "終了時間",
            ("終了時刻", "診療終了時間", "閉館時間", "閉所時間", "endTime"),
            clean=cells.clock_time,
        ),
        Column(
            "hours_note",
            "利用できる日時の補足",
            (
                "利用可能日時特記事項",
                "利用可能曜日特記事項",
                "利用可能時間特記事項",
                "診療日時特記事項",
                "availableDateNote",
            ),
            max_length=200,
        ),
        Column("capacity", "定員", ("収容定員", "利用定員", "病床数", "capacity"), clean=cells.number),
        Column("description", "説明", ("概要", "活動内容", "内容", "目的", "description"), clean=cells.text),
        Column("accessibility", "バリアフリー情報", ("バリアフリー", "accessibility"), clean=cells.items),
        Column("members", "会員数", ("人数", "構成人数", "会員数（人）", "members"), clean=cells.number),
        Column(
            "founded_year",
            "設立年",
            ("設立", "設立年月日", "設立年月", "認可等年月日", "結成年"),
            clean=cells.year,
        ),
        Column("note", "備考", ("特記事項", "メモ", "その他", "note", "remarks"), clean=cells.text),
    ]
}


def standard(*names: str, **changes: Mapping[str, Any]) -> list[Column]:
    """The named columns of the standard data sets, in this order.

    `changes` gives other attributes to some: `standard("name", "note", note={"label": "備考(内部用)"})`. Columns
    earlier in the list have the first choice where one heading could mean two.
    """
    return [replace(_STANDARD[name], **changes.get(name, {})) for name in names]


def known_headings(columns: Iterable[Column]) -> set[str]:
    """All headings that some column understands, as `header_key`s."""
    return {heading for column in columns for heading in column.headings}


def guess_columns(headers: Sequence[str], columns: Sequence[Column]) -> dict[int, str]:
    """Which column of the file (by position) is which of `columns` (by name); those not understood are left out.

    Only whole headings count, at most without what stands in brackets: a guess by part of a heading would make
    the public number of 「代表者電話番号」.
    """
    mapping: dict[int, str] = {}
    for reading in (str, _without_brackets):
        keys = {position: header_key(reading(text)) for position, text in enumerate(headers)}
        for column in columns:
            if column.name in mapping.values():
                continue
            ranks = {heading: rank for rank, heading in enumerate(column.headings)}
            found = [position for position, key in keys.items() if key in ranks and position not in mapping]
            if found:
                mapping[min(found, key=lambda position: ranks[keys[position]])] = column.name
    return dict(sorted(mapping.items()))


def _without_brackets(text: str) -> str:
    return re.sub(r"[(（【\[].*?[)）】\]]", "", text)
