"""The form of a theme of the year (年度のテーマ)."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from groups.forms.ballots import fiscal_year_field, set_years
from groups.models import Candidate, Challenge, Theme
from portal.forms.fields import RecordForm
from portal.japanese.calendar import FiscalYear
from portal.models import District


class ThemeForm(RecordForm):
    """What the district works on in a year, and from which challenges it comes."""

    fiscal_year = fiscal_year_field()

    class Meta(RecordForm.Meta):
        model = Theme
        fields = ["fiscal_year", "title", "text", "challenges", "candidate"]
        widgets = {"challenges": forms.CheckboxSelectMultiple}
        help_texts = {
            "title": "「近所で声をかけ合う」のように、短く、だれにでも分かる言葉で書いてください。",
            "text": "この年度に、だれと、どんなことに取り組むか。",
            "challenges": "選んだ課題の声や話し合いが、「この活動が生まれたわけ」のページにのります。",
            "candidate": "テーマ投票の結果から決めたときに、選びます。",
        }

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_years(self, initial=FiscalYear.of(timezone.localdate()))
        own = Q(themes=self.instance) if self.instance.pk else Q(pk=None)
        challenges: Any = self.fields["challenges"]
        challenges.queryset = Challenge.objects.filter(Q(closed_on=None) | own, district=district).distinct()
        candidates: Any = self.fields["candidate"]
        candidates.queryset = (
            Candidate.objects.filter(ballot__district=district, ballot__state="closed")
            .filter(Q(theme=None) | Q(theme=self.instance.pk))
            .select_related("ballot")
            .order_by("-ballot__fiscal_year", "order")
        )
        candidates.empty_label = "投票によらない"
        candidates.label_from_instance = lambda candidate: f"{candidate.ballot}：{candidate.title}"
