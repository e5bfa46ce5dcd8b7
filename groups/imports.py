"""The registry's importer: lists of organisations and facilities, in whatever columns a city publishes them."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from groups.actions import importing
from groups.models import Accessibility, Category, Facility, Organization
from portal import plugins
from portal.imports import Column, Existing, Importer, Values, cells, standard
from portal.models import District, User

# Column of the importer → field of the organisation; the others are called alike.
ORGANIZATION_FIELDS = {
    "phone": "public_phone",
    "fax": "public_fax",
    "email": "public_email",
    "description": "purpose",
}
ORGANIZATION_COLUMNS = (
    "name",
    "kana",
    "alias",
    "postcode",
    "address",
    "building",
    "latitude",
    "longitude",
    "phone",
    "fax",
    "email",
    "website",
    "representative",
    "representative_title",
    "members",
    "founded_year",
    "description",
    "accessibility",
    "note",
)
FACILITY_COLUMNS = (
    "services",
    "capacity",
    "weekdays",
    "opens_at",
    "closes_at",
    "hours_note",
    "corporation",
    "corporate_number",
    "office_number",
)
# What tells where a record comes from; kept in `Organization.source`.
ORIGIN_COLUMNS = ("code", "source_id")
# Parts that rows may be made of, mended into one of the above before they get here.
PARTS = ("location", "prefecture", "city", "town", "block")
ACCESSIBILITY = {label: value for value, label in Accessibility.choices}
# How the open data sets say what we know of.
ACCESSIBILITY_WORDS = {
    Accessibility.STEP_FREE: r"段差|スロープ|エレベーター",
    Accessibility.WHEELCHAIR_TOILET: r"(?:多目的|多機能|車いす|車椅子|バリアフリー|みんなの).*トイレ",
    Accessibility.PARKING: r"駐車",
    Accessibility.SIGN_LANGUAGE: r"手話",
    Accessibility.CHILDCARE: r"託児",
    Accessibility.TRANSPORT: r"送迎",
    Accessibility.PLAIN_JAPANESE: r"やさしい日本語",
}


class OrganizationImportOptions(forms.Form):
    """What a list says of all its rows together."""

    category = forms.ChoiceField(label="新しく登録するものの種別")
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


class OrganizationImporter(Importer):
    key = "organizations"
    label = "団体・施設の一覧"
    description = "市のオープンデータ（公共施設・介護サービス事業所など）や、Excelの団体名簿を登録します。"
    options = OrganizationImportOptions

    @property
    def columns(self) -> Sequence[Column]:
        columns = standard(
            *ORGANIZATION_COLUMNS,
            *FACILITY_COLUMNS,
            *ORIGIN_COLUMNS,
            *PARTS,
            code={"clean": mended_code},
            accessibility={"clean": known_accessibility},
        )
        # 「団体名」 is the name in a roster, and the corporation beside 「名称」 in the national data sets.
        return sorted(columns, key=lambda column: column.name == "corporation")

    def existing(self, district: District, *, lock: bool = False) -> dict[int, Existing]:
        """The district's own records: what the city keeps for all districts is not changed by a district's list."""
        records = Organization.objects.filter(district=district, merged_into=None)
        if lock:
            records = records.locked()
        facilities = {
            facility.organization_id: facility
            for facility in Facility.objects.filter(organization__district=district)
        }
        added = added_to(district)
        code = district.council.code
        return {
            record.pk: Existing(
                values_of(record, facility := facilities.get(record.pk)),
                # It grows with all that people edit or add.
                record.version + (facility.version if facility else 0) + added[record.pk],
                exported={"code": code, "source_id": str(record.pk)},
            )
            for record in records
        }

    def create(
        self, district: District, rows: Sequence[Values], *, by: User | None, source: Mapping[str, str]
    ) -> list[int]:
        organizations = [
            (
                {
                    "source": {**source, **origin_values(row)},
                    "category": row["category"],
                    "published": bool(row.get("is_published")),
                },
                organization_values(row),
                facility_values(row),
            )
            for row in rows
        ]
        return importing.create_imported(district, organizations, by=by)

    def update(
        self, district: District, changes: Mapping[int, Values], *, by: User | None, source: Mapping[str, str]
    ) -> None:
        importing.update_imported(
            {
                pk: (organization_values(values), facility_values(values), origin_values(values))
                for pk, values in changes.items()
            },
            by=by,
        )

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
    values = {ORGANIZATION_FIELDS.get(name, name): row[name] for name in ORGANIZATION_COLUMNS if name in row}
    if "accessibility" in values:
        values["accessibility"] = [ACCESSIBILITY[label] for label in values["accessibility"] or []]
    return values


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


def known_accessibility(cell: str) -> cells.Cleaned:
    """Our own words for what a list says of accessibility; what we have no word for is left out, and told."""
    found: dict[str, None] = {}
    unknown = []
    for word in cells.items(cell).value:
        known = [value.label for value, pattern in ACCESSIBILITY_WORDS.items() if re.search(pattern, word)]
        found |= dict.fromkeys(known)
        unknown += [] if known else [word]
    reason = f"「{'」「'.join(unknown)}」は、選べる内容にないため取り込みません" if unknown else ""
    return cells.Cleaned(list(found), reason)


def added_to(district: District) -> Counter[int]:
    """How much people added to each organisation of the district that no list tells: activities, photos, contacts …

    Taking an import back deletes none of it.
    """
    rows = [
        (link.related_model, link.field)
        for link in Organization._meta.related_objects
        if link.name not in ("facility", "versions")
    ]
    for field in Organization._meta.many_to_many:
        through = field.remote_field.through
        rows.append((through, through._meta.get_field(field.m2m_field_name())))
    added: Counter[int] = Counter()
    for model, field in rows:
        found = model._base_manager.filter(**{f"{field.name}__district": district})
        added.update(found.values_list(field.attname, flat=True))
    return added


def values_of(record: Organization, facility: Facility | None) -> Values:
    """A record as the importer's columns say it."""
    values = {name: getattr(record, ORGANIZATION_FIELDS.get(name, name)) for name in ORGANIZATION_COLUMNS}
    values["accessibility"] = record.accessibility_labels
    values |= {name: record.source.get(name, "") for name in ORIGIN_COLUMNS}
    for name in FACILITY_COLUMNS:
        values[name] = (
            plain(getattr(facility, name)) if facility else ([] if name in ("services", "weekdays") else "")
        )
    if facility is None:
        values["capacity"] = values["opens_at"] = values["closes_at"] = None
    return values


def plain(value: Any) -> Any:
    """A time as 「08:30」, everything else as it is."""
    return value.strftime("%H:%M") if hasattr(value, "strftime") else value


IMPORTER = plugins.ImporterEntry(OrganizationImporter())
