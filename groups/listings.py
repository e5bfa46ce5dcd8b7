"""The registry's list: by what it is filtered, and which columns it shows and exports."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from groups.models import Accessibility, Category, Field, Organization, Weekday
from groups.permissions import managed_here, may_read_internal
from groups.search.organizations import INTERNAL_SOURCE, SOURCE
from portal import search
from portal.forms.fields import RecordChoiceField, TextField
from portal.listing import ANY, Column, Filter
from portal.permissions import Access

UNVERIFIED = "まだ確認していません"
# Checks that editors make.
CHECKS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "hidden": ("住民に公開していない", lambda records: records.filter(is_public=False)),
    "stale": ("最終確認から2年以上", lambda records: records.stale()),
    "unverified": ("まだ確認していない", lambda records: records.unverified()),
    "incomplete": ("目的か課題が未記入", lambda records: records.incomplete()),
    "unread": ("ふりがなが未入力", lambda records: records.unread()),
    "no_consent": ("連絡先の公開同意がない", lambda records: records.without_consent()),
}


class OrganizationFilter(Filter):
    """What residents look for; `check` is for who edits the district."""

    q = TextField(
        label="ことば",
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"placeholder": "名前・できること・活動など"}),
    )
    kind = RecordChoiceField(
        label="種別",
        queryset=Category.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label="すべて",
        blank=True,
    )
    field = forms.ChoiceField(label="活動分野", choices=ANY + Field.choices, required=False)
    place = RecordChoiceField(label="町内", queryset=None, required=False, empty_label="すべて")
    weekday = forms.ChoiceField(
        label="曜日",
        choices=ANY + [(str(day.value), f"{day.label}曜日") for day in Weekday],
        required=False,
    )
    access = forms.ChoiceField(label="参加しやすさ", choices=ANY + Accessibility.choices, required=False)
    status = forms.ChoiceField(label="活動の状態", required=False)
    check = forms.ChoiceField(
        label="担当者の確認",
        choices=ANY + [(name, label) for name, (label, _) in CHECKS.items()],
        required=False,
    )
    drop_in = forms.BooleanField(label="ひとりで・予約なしで行ける", required=False)
    # How the list is shown stays when it is filtered anew.
    view = forms.CharField(required=False, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        self.fields["place"].queryset = access.district.neighborhoods.all()
        may_check = access.can_read_internal
        statuses = [choice for choice in Organization.Status.choices if may_check or choice[0] != "dissolved"]
        self.fields["status"].choices = [("", "活動中と休止中"), *statuses]
        if not may_check:
            del self.fields["check"]

    def apply(self, queryset: QuerySet) -> QuerySet:
        chosen = self.chosen
        found = queryset if "status" in chosen else queryset.existing()
        if "q" in chosen:
            found = self.searched(found, chosen["q"])
        for name in NARROW.keys() & chosen.keys():
            found = NARROW[name](found, chosen[name])
        # What has to be put right is asked of those who can.
        return found.filter(managed_here(self.access)) if "check" in chosen else found

    def searched(self, queryset: QuerySet, words: str) -> QuerySet:
        """What has the words as they are typed, or is found by them: by their sound, by an everyday word, and for those
        who read internal pages by the people behind it."""
        kinds = [SOURCE.kind, INTERNAL_SOURCE.kind]
        found = search.records_found(self.access, self.access.district, words, kinds=kinds)
        written = Organization.objects.matching(words).values("pk")
        return queryset.filter(Q(pk__in=written) | Q(pk__in=found))

    @property
    def active(self) -> int:
        """How many conditions are set."""
        return len({"q", *NARROW} & self.chosen.keys())

    @property
    def is_open(self) -> bool:
        """The conditions are shown at once when one of them is set."""
        return self.active > 0


class MapFilter(OrganizationFilter):
    """What the map can be narrowed to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: self.fields[name] for name in ("kind", "place", "drop_in")}


# What each filter leaves of the list.
NARROW: dict[str, Callable[[Any, Any], QuerySet]] = {
    "kind": lambda found, kind: found.filter(category=kind),
    "field": lambda found, field: found.filter(fields__contains=[field]),
    "place": lambda found, place: found.in_neighborhood(place),
    "weekday": lambda found, weekday: found.on_weekday(int(weekday)),
    "access": lambda found, access: found.filter(accessibility__contains=[access]),
    "status": lambda found, status: found.filter(status=status),
    "check": lambda found, check: CHECKS[check][1](found),
    "drop_in": lambda found, drop_in: found.with_drop_in(),
}


def contact_value(name: str) -> Callable[[Organization], str]:
    """A value of the public contact, empty where its publication was not agreed to."""
    return lambda organization: getattr(organization.public_contact, name, "")


def joined(values: list[str]) -> str:
    return "、".join(values)


def schedules(organization: Organization) -> str:
    """All regular activities in words, one after the other."""
    return joined([activity.in_words for activity in organization.activities.all()])


def columns_for(access: Access) -> list[Column]:
    """Columns of the list; the file of who reads what is internal has more of them.

    Persons and their private numbers are in no list: they stand in the internal roster (団体名簿 内部用), whose
    printing is marked 取扱注意 and logged.
    """

    def url(organization: Organization) -> str:
        return reverse("groups:group_detail", args=[access.district.slug, organization.pk])

    def internal(value: Callable[[Organization], Any]) -> Callable[[Organization], Any]:
        return lambda organization: value(organization) if may_read_internal(access, organization) else ""

    # On the page, residents want to know when, and who keeps the records when they were confirmed.
    checks = access.can_read_internal
    columns = [
        Column("name", "名称", lambda o: o.name, sort=("kana_order", "name"), url=url),
        Column("kana", "ふりがな", lambda o: o.kana, export_only=True),
        Column("kind", "種別", lambda o: o.category.short_name, sort=("category__number", "kana_order")),
        Column("activities", "ふだんの活動", schedules, export_only=checks),
        Column("phone", "電話", contact_value("phone"), whole=True),
        Column("fax", "FAX", contact_value("fax"), export_only=True),
        Column("email", "メール", contact_value("email"), export_only=True),
        Column("website", "ホームページ", contact_value("website"), export_only=True),
        Column("address", "所在地", lambda o: o.place, sort=("address",)),
        Column("neighborhoods", "活動する町内", lambda o: joined(o.neighborhood_names), export_only=True),
        Column("purpose", "目的", lambda o: o.purpose, export_only=True),
        Column("offers", "できること", lambda o: joined(o.offer_texts), export_only=True),
        Column("needs", "してほしいこと", lambda o: joined(o.need_texts), export_only=True),
        Column("accessibility", "参加しやすさ", lambda o: joined(o.accessibility_labels), export_only=True),
        Column("status", "状態", lambda o: o.get_status_display(), sort=("status", "kana_order")),
        Column(
            "verified_on",
            "最終確認日",
            lambda o: o.verified_on,
            sort=("verified_on",),
            shown=lambda o: date_format(o.verified_on) if o.verified_on else UNVERIFIED,
            whole=True,
        ),
    ]
    if checks:
        columns += [
            Column(
                "is_public", "公開", internal(lambda o: "公開" if o.is_public else "非公開"), export_only=True
            ),
            Column("consent_on", "公開同意日", internal(lambda o: o.consent_on), export_only=True),
            Column("issues", "今の課題", internal(lambda o: o.issues), export_only=True),
            Column("note", "備考（内部用）", internal(lambda o: o.note), export_only=True),
        ]
    # By this the importer finds the records of a list that comes back.
    columns.append(Column("id", "名簿のID", lambda o: o.pk, export_only=True))
    return columns
