"""Forms about meetings of a round table: planning, inviting, agenda, attendance."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField

from groups.forms.roundtables import MemberChoiceField
from groups.models import AgendaItem, Attendance, Challenge, Meeting, Member
from portal.forms.fields import RecordForm, TextField


class MeetingForm(RecordForm):
    """When and where, about what, and whether residents may listen."""

    frames = {
        "いつ・どこで": ("held_on", "number", "starts_at", "ends_at", "place"),
        "何を": ("topic", "materials"),
        "住民への案内": ("is_open",),
    }

    class Meta(RecordForm.Meta):
        model = Meeting
        fields = ["held_on", "number", "starts_at", "ends_at", "place", "topic", "materials", "is_open"]
        help_texts = {
            "number": "年度ごとに、1から数えます。",
            "topic": "「買い物に困らないまちに」など。住民のページにものります。",
            "materials": "配る資料の名前を、1行に1つずつ。",
            "is_open": "印を付けると、招集した後に、日にち・場所・議題が住民のページにのります。",
        }


class CancelForm(forms.Form):
    """Why a meeting is called off."""

    note = TextField(label="中止の理由", max_length=200, help_text="「大雨のため。日をあらためます」など。")


# -- Inviting ---------------------------------------------------------------------------------------------------------


class ConvocationForm(RecordForm):
    """The text that invites, and who is told of it how."""

    mailed = MemberChoiceField(label="メールで送る方", required=False)
    told = MemberChoiceField(label="知らせた方", required=False)
    told_by = forms.ChoiceField(
        label="知らせ方",
        choices=[each for each in Attendance.Channel.choices if each[0] != Attendance.Channel.MAIL],
        initial=Attendance.Channel.PHONE,
        widget=forms.RadioSelect,
        required=False,
    )

    class Meta(RecordForm.Meta):
        model = Meeting
        fields = ["convocation"]
        widgets = {"convocation": forms.Textarea(attrs={"rows": 20})}

    def __init__(self, *args: Any, told: set[int], **kwargs: Any) -> None:
        """`told` are the members who know already: they are not ticked again."""
        super().__init__(*args, **kwargs)
        meeting = self.instance
        members = Member.objects.on(meeting.held_on).filter(roundtable=meeting.roundtable_id)
        mailed: Any = self.fields["mailed"]
        mailed.queryset = members.with_mail()
        reachable = mailed.queryset.select_related("organization")
        mailed.choices = [(member.pk, member.label) for member in reachable]
        mailed.initial = [pk for pk, _ in mailed.choices if pk not in told]
        by_hand: Any = self.fields["told"]
        by_hand.queryset = members


# -- Agenda -----------------------------------------------------------------------------------------------------------


class NewItemForm(RecordForm):
    """A point of one's own."""

    class Meta(RecordForm.Meta):
        model = AgendaItem
        fields = ["title", "is_internal"]
        labels = {"title": "新しい議題"}


class ItemForm(RecordForm):
    """Title and challenge of a point, and whether residents read of it."""

    class Meta(RecordForm.Meta):
        model = AgendaItem
        fields = ["title", "challenge", "is_internal"]
        help_texts = {
            "challenge": "つなぐと、決まったことが課題台帳の歩みになり、課題のページにこの会議がのります。",
            "is_internal": "個人のことや、まだ公開できない話のときに印を付けます。公開用の会議録からはずれます。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.instance
        own = Challenge.objects.filter(district=item.meeting.roundtable.district_id)
        field: Any = self.fields["challenge"]
        field.queryset = own.open() | own.filter(pk=item.challenge_id)
        field.empty_label = "課題とつながない"


# -- Attendance -------------------------------------------------------------------------------------------------------


class AttendanceForm(RecordForm):
    """Who came. Only what was changed on this page is written, so that two people can tick different rows at once."""

    class Meta(RecordForm.Meta):
        model = Meeting
        fields = ["visitors", "guests"]
        widgets = {"visitors": forms.NumberInput(attrs={"inputmode": "numeric", "min": "0"})}
        help_texts = {
            "visitors": "委員でない住民の方などの人数です。数えていなければ、空欄のままにします。",
            "guests": "「市社協 地区担当」のように、所属を1行に1つずつ。お名前は書かないでください。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting = self.instance
        known = {row.member_id: row for row in meeting.attendances.all()}
        there = Member.objects.on(meeting.held_on) | Member.objects.filter(pk__in=known)
        self.members = list(
            there.filter(roundtable=meeting.roundtable_id).select_related("organization").order_by("pk")
        )
        for member in self.members:
            row = known.get(member.pk)
            self.fields[f"state-{member.pk}"] = forms.ChoiceField(
                label="出欠",
                choices=[*Attendance.State.choices, ("", "まだ")],
                initial=row.state if row else "",
                required=False,
                show_hidden_initial=True,
                widget=forms.RadioSelect,
            )
            self.fields[f"note-{member.pk}"] = TextField(
                label="代理の方・メモ",
                initial=row.note if row else "",
                max_length=50,
                required=False,
                show_hidden_initial=True,
                widget=forms.TextInput(attrs={"placeholder": "代理の方・メモ"}),
            )

    @property
    def rows(self) -> Iterator[tuple[Member, BoundField, BoundField]]:
        """Each member with the fields of state and note."""
        for member in self.members:
            yield member, self[f"state-{member.pk}"], self[f"note-{member.pk}"]

    @property
    def states(self) -> dict[Member, tuple[str, str]]:
        """What was changed: {member: (state, note)}."""
        return {
            member: (self.cleaned_data[state.name], self.cleaned_data[note.name])
            for member, state, note in self.rows
            if {state.name, note.name} & set(self.changed_data)
        }
