"""Forms about homework (宿題), and by what its list is filtered."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from groups.models import Homework, Meeting, Member
from portal.forms.fields import RecordForm, TextField
from portal.listing import Filter
from portal.models import District


class HomeworkForm(RecordForm):
    """Who does what by when. New homework names its meeting; members are those of its round table."""

    class Meta(RecordForm.Meta):
        model = Homework
        fields = ["meeting", "text", "owner", "owner_name", "due_on"]
        help_texts = {"owner": "メールのある委員には、期限の3日前と、期限の後は週に1回お知らせします。"}

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        homework = self.instance
        meetings = Meeting.objects.in_district(district).exclude(state=Meeting.State.CANCELLED)
        choice: Any = self.fields["meeting"]
        choice.queryset = meetings.select_related("roundtable")
        choice.empty_label = None
        owner: Any = self.fields["owner"]
        owner.queryset = Member.objects.filter(roundtable__district=district).select_related("organization")
        if homework.pk:
            del self.fields["meeting"]
            owner.queryset = owner.queryset.filter(roundtable=homework.meeting.roundtable_id)
        current = owner.queryset.on(timezone.localdate()) | owner.queryset.filter(pk=homework.owner_id)
        owner.queryset = current.order_by("roundtable", "pk")
        owner.label_from_instance = lambda member: member.label
        owner.empty_label = "選ばない"


class CloseForm(forms.Form):
    """What came of it."""

    state = forms.ChoiceField(
        label="どうなりましたか",
        choices=[choice for choice in Homework.State.choices if choice[0] != Homework.State.OPEN],
        initial=Homework.State.DONE,
        widget=forms.RadioSelect,
    )
    result = TextField(
        label="結果",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="「スーパーと話し、来月から試すことになった」など。次の会議で読み上げられます。",
    )


class HomeworkFilter(Filter):
    """What coordinators look for among the homework."""

    state = forms.ChoiceField(
        label="状態",
        choices=[
            ("", "これから"),
            ("overdue", "期限が過ぎた"),
            ("done", "できた"),
            ("dropped", "取りやめ"),
            ("all", "すべて"),
        ],
        required=False,
    )
    member = forms.ModelChoiceField(Member.objects.none(), label="担当", empty_label="すべて", required=False)
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="会議", empty_label="すべて", required=False
    )
    q = TextField(label="ことば", required=False, max_length=50, widget=forms.SearchInput)

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member: Any = self.fields["member"]
        member.queryset = (
            Member.objects.filter(roundtable__district=district, homework__isnull=False)
            .select_related("organization")
            .distinct()
        )
        member.label_from_instance = lambda one: one.label
        meeting: Any = self.fields["meeting"]
        meeting.queryset = (
            Meeting.objects.in_district(district)
            .filter(homework__isnull=False)
            .select_related("roundtable")
            .distinct()
        )

    def apply(self, queryset: QuerySet) -> QuerySet:
        chosen = self.chosen
        found = self._in_state(queryset, chosen.get("state", "open"))
        if "member" in chosen:
            found = found.filter(owner=chosen["member"])
        if "meeting" in chosen:
            found = found.filter(meeting=chosen["meeting"])
        for word in chosen.get("q", "").split():
            found = found.filter(text__icontains=word)
        return found

    @staticmethod
    def _in_state(queryset: Any, state: str) -> Any:
        if state == "overdue":
            return queryset.overdue(timezone.localdate())
        return queryset if state == "all" else queryset.filter(state=state)
