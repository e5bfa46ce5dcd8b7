"""What readers of the board look for."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from groups.models import Category, ResourceKind
from groups.models.organizations import Organization
from groups.reports.exchange import mentioning
from portal.forms.fields import RecordChoiceField, TextField
from portal.listing import ANY, Filter
from portal.models import District


class ExchangeFilter(Filter):
    """The conditions above the board; they hold for both of its sides."""

    q = TextField(
        label="ことば",
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"placeholder": "送迎・会場・パソコンなど"}),
    )
    kind = forms.ChoiceField(label="種類", choices=ANY + ResourceKind.choices, required=False)
    category = RecordChoiceField(
        label="団体の種別",
        queryset=Category.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label="すべて",
    )
    place = RecordChoiceField(label="町内", queryset=None, required=False, empty_label="すべて")

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places: Any = self.fields["place"]
        places.queryset = district.neighborhoods.all()

    def apply(self, queryset: QuerySet) -> Any:
        """The entries that fit: as a list, since words are compared in all their spellings."""
        chosen = self.chosen
        if "kind" in chosen:
            queryset = queryset.filter(kind=chosen["kind"])
        if "category" in chosen:
            queryset = queryset.filter(organization__category=chosen["category"])
        if "place" in chosen:
            near = Organization.objects.in_neighborhood(chosen["place"])
            queryset = queryset.filter(organization__in=near)
        return mentioning(queryset, chosen.get("q", ""))
