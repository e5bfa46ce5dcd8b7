"""An importer of the tests' own: names, readings, telephone numbers, addresses and places of organisations."""

from collections.abc import Mapping, Sequence

from django import forms

from groups.models import Category, Organization
from portal.imports import Column, Existing, Importer, Values, standard
from portal.models import District, User

# Column of the importer → field of the record; the others are called alike.
FIELDS = {"phone": "public_phone", "fax": "public_fax", "description": "purpose"}
TEXTS = ("name", "kana", "postcode", "address", "phone", "fax", "website", "description", "note")
NUMBERS = ("latitude", "longitude", "members")


class Options(forms.Form):
    category = forms.ChoiceField(
        label="種別", choices=[("facility", "福祉施設"), ("volunteer", "ボランティア")]
    )


class OrganizationImporter(Importer):
    key = "organizations"
    label = "団体・施設"
    description = "団体や施設の名簿を登録します。"
    options = Options
    remembered = ("category",)

    @property
    def columns(self) -> Sequence[Column]:
        parts = standard(
            "location",
            "prefecture",
            "city",
            "town",
            "block",
            "extension",
        )
        return [*standard(*TEXTS, *NUMBERS), *parts]

    def existing(self, district: District, *, lock: bool = False) -> dict[int, Existing]:
        records = Organization.objects.filter(district=district)
        if lock:
            records = records.locked()
        return {record.pk: Existing(values_of(record), record.version) for record in records}

    def create(
        self, district: District, rows: Sequence[Values], *, by: User | None, source: Mapping[str, str]
    ) -> list[int]:
        categories = {category.slug: category for category in Category.objects.all()}
        records = [
            Organization(
                district=district, category=categories[row["category"]], source=source, **fields_of(row)
            )
            for row in rows
        ]
        return [record.pk for record in Organization.objects.bulk_create(records)]

    def update(
        self, district: District, changes: Mapping[int, Values], *, by: User | None, source: Mapping[str, str]
    ) -> None:
        records = list(Organization.objects.filter(pk__in=changes))
        for record in records:
            record.version += 1
            for field, value in fields_of(changes[record.pk]).items():
                setattr(record, field, value)
        fields = {field for values in changes.values() for field in fields_of(values)}
        Organization.objects.bulk_update(records, [*fields, "version"])

    def delete(self, district: District, record_ids: Sequence[int], *, by: User | None) -> None:
        Organization.objects.filter(pk__in=record_ids).delete()

    def check(self, values: Values) -> dict[str, str]:
        return {"name": "この名称は使えません。"} if values.get("name") == "だめな名称" else {}


def fields_of(values: Values) -> Values:
    """The record's fields out of the importer's values."""
    return {FIELDS.get(name, name): values[name] for name in (*TEXTS, *NUMBERS) if name in values}


def values_of(record: Organization) -> Values:
    """The importer's values out of the record."""
    return {name: getattr(record, FIELDS.get(name, name)) for name in (*TEXTS, *NUMBERS)}
