"""The registry's importer: lists of organisations and facilities, in whatever columns a city publishes them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from groups.actions import importing
from groups.actions.importing import Imported
from groups.actions.undoing import take_back_imported
from groups.imports.activities import activity_told, known_activities
from groups.imports.records import (
    FACILITY_COLUMNS,
    LIST_COLUMNS,
    ORGANIZATION_COLUMNS,
    ORGANIZATION_FIELDS,
    ORIGIN_COLUMNS,
    brought_back,
    columns_of,
    existing_records,
    lock_records,
)
from groups.imports.words import (
    ACCESSIBILITY,
    FIELDS,
    kind_choices,
    kind_names,
    known_accessibility,
    known_consent,
    known_fields,
    known_kinds,
    known_neighborhoods,
    known_past_day,
    known_publicity,
    known_status,
    publicity_name,
    status_name,
)
from groups.models import Category, Organization
from portal import plugins
from portal.imports import Column, Existing, Importer, Values, cells, standard
from portal.imports.cells import Cleaner
from portal.imports.plan import RECORD_ID
from portal.jobs import JobError
from portal.models import District, User

# Parts that rows may be made of, mended into one of the above before they get here.
PARTS = ("location", "prefecture", "city", "town", "block")
# Lists of words of ours: column → {label: what is kept}.
LABELS = {"accessibility": ACCESSIBILITY, "fields": FIELDS}
OWN_COLUMNS = (
    Column(
        "category",
        "種別",
        (
            "団体種別",
            "団体の種別",
            "団体区分",
            "施設種別",
            "施設区分",
            "種類",
            "分類",
            "区分",
            "カテゴリ",
            "カテゴリー",
        ),
    ),
    Column(
        "neighborhoods",
        "活動する町内",
        ("町内", "町内名", "町内会", "活動町内", "対象町内", "活動地域", "活動区域", "地域"),
        clean=cells.items,
    ),
    # A line of a list says less of an activity than its record does, so it never changes one.
    Column(
        "activities",
        "ふだんの活動",
        ("活動日", "活動日時", "活動の日時", "定例活動", "定例日", "開催日", "開催日時"),
        clean=known_activities,
        only_blank=True,
    ),
    Column("offers", "できること", ("協力できること", "提供できること"), clean=cells.items, max_length=200),
    Column(
        "needs",
        "してほしいこと",
        ("困っていること", "お願いしたいこと", "必要なこと"),
        clean=cells.items,
        max_length=200,
    ),
    Column("fields", "活動分野", ("分野", "活動の分野"), clean=known_fields),
    Column("issues", "今の課題", ("課題",), clean=cells.text),
    Column("status", "状態", ("活動の状態", "活動状況"), clean=known_status, show=status_name),
    Column("verified_on", "最終確認日", ("確認日",), clean=known_past_day),
    Column(
        "is_public",
        "公開",
        ("公開・非公開", "公開区分", "住民に公開する"),
        clean=known_publicity,
        show=publicity_name,
        stops_unread=True,
    ),
    # What was given is not given again, and what was taken back does not come back with an older list.
    Column("consent_on", "公開同意日", ("同意日",), clean=known_consent, only_blank=True, stops_unread=True),
    # What `groups.listings` writes, so that a list of ours finds its records again.
    Column(RECORD_ID, "名簿のID", clean=cells.number),
)


class OrganizationImportOptions(forms.Form):
    """What a list says of all its rows together."""

    category = forms.ChoiceField(
        label="種別のない行の種別",
        help_text="ファイルに「種別」の列があるときは、そこが空欄の行と、このサイトにない種別の行に入れます。",
    )
    is_published = forms.BooleanField(
        label="この一覧は、すでに公開されている情報です",
        required=False,
        help_text="市のオープンデータや、本人が公開を承知した名簿のときに付けます。"
        "付けないと、電話・FAX・メールは住民に見えません（あとで団体ごとに同意を記録できます）。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["category"]
        field.choices = [("", "選んでください"), *Category.objects.values_list("slug", "name")]


@contextmanager
def _told() -> Iterator[None]:
    """What an action refuses ends the work, with nothing written, and is told to the person."""
    try:
        yield
    except ValidationError as error:
        raise JobError(" ".join(error.messages)) from error


class OrganizationImporter(Importer):
    key = "organizations"
    label = "団体・施設の一覧"
    description = "市のオープンデータ（公共施設・介護サービス事業所など）や、Excelの団体名簿を登録します。"
    options = OrganizationImportOptions
    remembered = ("category", "is_published")

    @property
    def columns(self) -> Sequence[Column]:
        own = {column.name: column for column in OWN_COLUMNS}
        own["category"] = replace(own["category"], show=kind_names(), choices=kind_choices)
        names = [*ORGANIZATION_COLUMNS, *FACILITY_COLUMNS, *ORIGIN_COLUMNS, *PARTS]
        columns = standard(
            *(name for name in names if name not in own),
            code={"clean": mended_code},
            accessibility={
                "clean": known_accessibility,
                "aliases": ("バリアフリー", "参加しやすさ", "accessibility"),
            },
            note={"aliases": ("備考（内部用）", "特記事項", "メモ", "その他", "note", "remarks")},
        )
        columns[1:1] = own.values()
        # 「団体名」 is the name in a roster, and the corporation beside 「名称」 in the national data sets.
        return sorted(columns, key=lambda column: column.name == "corporation")

    def existing(self, district: District, *, lock: bool = False) -> dict[int, Existing]:
        """The district's own records: what the city keeps for all districts is not changed by a district's list."""
        if lock:
            lock_records(district)
        return existing_records(district)

    def beyond(self, district: District) -> dict[int, Existing]:
        """What is kept for the whole city, or by another district, and is shown in this one to everybody."""
        found = Organization.objects.in_district(district).exclude(district=district).published()
        return {
            record.pk: Existing(
                {
                    "name": record.name,
                    "kana": record.kana,
                    "address": record.address,
                    "phone": record.public_contact.phone if record.public_contact else "",
                },
                record.version,
                locked=f"{record.district.name}の団体・施設です"
                if record.district
                else "市全体の団体・施設です",
            )
            for record in found.filter(merged_into=None).select_related("district")
        }

    def cleaners(self, district: District) -> Mapping[str, Cleaner]:
        return {"category": known_kinds(), "neighborhoods": known_neighborhoods(district)}

    def create(
        self, district: District, rows: Sequence[Values], *, by: User | None, source: Mapping[str, str]
    ) -> list[int]:
        organizations = [
            Imported(
                organization_values({"category": "", **row}),
                facility_values(row),
                list_values(row),
                source={**source, **origin_values(row)},
                is_published=bool(row.get("is_published")),
            )
            for row in rows
        ]
        with _told():
            return importing.create_imported(district, organizations, by=by)

    def update(
        self, district: District, changes: Mapping[int, Values], *, by: User | None, source: Mapping[str, str]
    ) -> None:
        with _told():
            importing.update_imported(
                {
                    pk: Imported(
                        organization_values(values),
                        facility_values(values),
                        list_values(values),
                        source=origin_values(values),
                    )
                    for pk, values in changes.items()
                },
                by=by,
            )

    def restore(
        self,
        district: District,
        before: Mapping[int, Values],
        *,
        edited: Mapping[int, Collection[str]],
        by: User | None,
        source: Mapping[str, str],
        import_id: int,
    ) -> Mapping[int, Collection[str]]:
        """Out of the history, which knows more than the columns: days of the board, who consented, where it is from."""
        column = "neighborhoods"
        places = {pk: values[column] for pk, values in before.items() if column in values}
        left = take_back_imported(
            before.keys(),
            import_id=import_id,
            neighborhoods={pk: names for pk, names in places.items() if column not in edited[pk]},
            by=by,
        )
        for pk in places:
            if column in edited[pk]:
                left.setdefault(pk, set()).add(column)
        return {pk: columns_of(names) for pk, names in left.items()}

    def remaining(self, record_ids: Sequence[int]) -> set[int]:
        return set(Organization.objects.filter(pk__in=record_ids).values_list("pk", flat=True))

    def brought_back(self, district: District, import_id: int, versions: Mapping[int, int]) -> set[int]:
        return brought_back(district, import_id, versions)

    def delete(self, district: District, record_ids: Sequence[int], *, by: User | None) -> None:
        importing.delete_imported(district, record_ids, by=by)

    def url(self, district: District, record_id: int) -> str:
        return importing.address_of(district, record_id)

    def check(self, values: Values) -> dict[str, str]:
        """Coordinates come in pairs; closing is after opening."""
        problems = {}
        if (values.get("latitude") is None) != (values.get("longitude") is None):
            problems["latitude"] = "緯度と経度は、両方を入力するか、両方を空欄にしてください。"
        return problems


def organization_values(row: Values) -> Values:
    """The organisation's fields out of a row."""
    names = ("category", *ORGANIZATION_COLUMNS)
    values = {ORGANIZATION_FIELDS.get(name, name): row[name] for name in names if name in row}
    for name, labels in LABELS.items():
        if name in values:
            values[name] = [labels[label] for label in values[name] or []]
    for name in ("verified_on", "consent_on"):
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    return values


def list_values(row: Values) -> Values:
    """What a row says of the lists below the organisation."""
    lists = {name: row[name] or [] for name in LIST_COLUMNS if name in row}
    if "activities" in lists:
        told = filter(None, map(activity_told, lists["activities"]))
        lists["activities"] = [activity.fields for activity in told]
    return lists


def facility_values(row: Values) -> Values:
    """The facility's fields out of a row."""
    return {name: row[name] for name in FACILITY_COLUMNS if name in row}


def origin_values(row: Values) -> Values:
    """Under which number and code the source has a row."""
    return {name: row[name] for name in ORIGIN_COLUMNS if row.get(name)}


def mended_code(cell: str) -> cells.Cleaned:
    """The municipality's code mended where that is possible; as it stands where not, since nothing depends on it."""
    try:
        return cells.municipality_code(cell)
    except ValueError:
        return cells.Cleaned(cell.strip())


IMPORTER = plugins.ImporterEntry(OrganizationImporter())
