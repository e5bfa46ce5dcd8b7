"""The minutes (会議録) as one sheet of forms, saved while it is typed, and the questions before they become final."""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Prefetch
from django.forms import BoundField

from groups.models import AgendaItem, Homework, Meeting, Member
from groups.reports.minutes import confirmable, named_in
from portal.forms.fields import RecordForm, TextField, form_field

ROWS = forms.Textarea(attrs={"rows": 4})


class MinutesForm(RecordForm):
    """What of the minutes belongs to the meeting as a whole."""

    class Meta(RecordForm.Meta):
        model = Meeting
        fields = ["summary", "materials", "next_on", "next_note"]
        help_texts = {
            "summary": "話し合いの全体を、住民に伝わる言葉で短くまとめます。",
            "materials": "配った資料の名前を、1行に1つずつ。",
            "next_note": "次に話すこと、時間や場所など。",
        }


class ItemMinutesForm(RecordForm):
    """What was said and decided on a point."""

    class Meta(RecordForm.Meta):
        model = AgendaItem
        fields = ["remarks", "decision"]
        widgets = {"remarks": ROWS, "decision": forms.Textarea(attrs={"rows": 2})}
        labels = {"remarks": "話し合いの要旨", "decision": "決まったこと"}


class NewHomeworkForm(forms.ModelForm):
    """Homework that comes of a point; an empty one is passed over."""

    class Meta:
        model = Homework
        fields = ["text", "owner", "owner_name", "due_on"]
        formfield_callback = form_field

    def __init__(self, *args: Any, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = Member.objects.filter(pk__in=[member.pk for member in members])
        owner.choices = [("", "選ばない"), *((member.pk, member.label) for member in members)]


@dataclass(frozen=True)
class Row:
    """A point with the forms for it, and its homework so far."""

    number: int
    item: AgendaItem
    form: ItemMinutesForm
    new: NewHomeworkForm
    homework: list[Homework]


@dataclass
class Saved:
    """What saving in passing did: versions to go on from, fields that others changed, and what is to be told."""

    versions: dict[str, int | str] = field(default_factory=dict)
    replaced: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class MinutesSheet:
    """All forms of a meeting's minutes, in one <form>.

    Each point has its own version, so that two people can write on different points at once; where both wrote on
    the same, it is told, and nothing is overwritten unless it is sent once more by the button.
    """

    def __init__(self, sent: Mapping[str, Any] | None, *, meeting: Meeting) -> None:
        self.sent = sent
        self.meeting = meeting
        self.members = list(
            Member.objects.on(meeting.held_on)
            .filter(roundtable=meeting.roundtable_id)
            .select_related("organization")
        )
        self.form = MinutesForm(sent, instance=copy(meeting), prefix="meeting")
        owned = Homework.objects.select_related("owner")
        self.items = list(
            meeting.agenda.select_related("voice", "challenge").prefetch_related(
                Prefetch("homework", owned), Prefetch("earlier", owned)
            )
        )
        self.rows = [self._row(number, item) for number, item in enumerate(self.items, start=1)]

    def _row(self, number: int, item: AgendaItem) -> Row:
        new = NewHomeworkForm(
            self.sent,
            instance=Homework(meeting=self.meeting, item=item),
            prefix=f"homework-{item.pk}",
            members=self.members,
        )
        form = ItemMinutesForm(self.sent, instance=copy(item), prefix=f"item-{item.pk}")
        return Row(number, item, form, new, list(item.homework.all()))

    @property
    def forms(self) -> Iterator[tuple[Meeting | AgendaItem, RecordForm, str]]:
        """Each record with its form and what the form is about."""
        yield self.meeting, self.form, "会議のまとめ"
        for row in self.rows:
            yield row.item, row.form, f"議題{row.number}"

    @property
    def lost(self) -> list[str]:
        """Texts that were typed on points which somebody else took off the agenda meanwhile."""
        known = {f"item-{item.pk}" for item in self.items}
        return [
            text
            for name, text in (self.sent or {}).items()
            if name.endswith(("-remarks", "-decision")) and name.rpartition("-")[0] not in known and text
        ]

    def is_valid(self) -> bool:
        checked = [form.is_valid() for _, form, _ in self.forms] + [row.new.is_valid() for row in self.rows]
        return all(checked) and not self.lost and not self.meeting.is_minuted

    @property
    def values(self) -> dict[str, Any]:
        """What is to be written of the meeting; nothing where the form has mistakes."""
        return self.form.cleaned_data if self.form.is_valid() else {}

    @property
    def written(self) -> dict[AgendaItem, dict[str, Any]]:
        """What is to be written of the points whose forms have no mistakes."""
        return {row.item: row.form.cleaned_data for row in self.rows if row.form.is_valid()}

    @property
    def homework(self) -> list[Homework]:
        return [row.new.instance for row in self.rows if row.new.has_changed()]

    @property
    def versions(self) -> dict[str, Any]:
        """The versions that a full page goes on from, by the name of the hidden field."""
        return {form.add_prefix("version"): form["version"].value() for _, form, _ in self.forms}

    @property
    def sent_versions(self) -> dict[str, Any]:
        """The versions as they were sent."""
        return {name: (self.sent or {}).get(name, "") for name in self.versions}

    @property
    def warnings(self) -> list[tuple[Row, list[str]]]:
        """Points in which the name of a member seems to stand."""
        found = (
            (row, named_in(f"{row.item.title}\n{row.item.remarks}\n{row.item.decision}", self.members))
            for row in self.rows
        )
        return [(row, names) for row, names in found if names]

    def after_saving(self) -> Saved:
        """What the page in the browser has to know once the forms without mistakes were saved in passing."""
        saved = Saved()
        for record, form, about in self.forms:
            name = form.add_prefix("version")
            if form.errors:
                # The old version stays, so that going on typing does not overwrite what the other person wrote.
                saved.versions[name] = (self.sent or {}).get(name, "")
                saved.problems += self._problems_of(form, about)
            else:
                saved.versions[name] = record.version
                saved.replaced += replaced_fields(record, form)
        if self.lost:
            saved.problems.append(
                "ほかの人が、議題を1つはずしました。「保存する」を押すと、書いた文を写し取れます。"
            )
        return saved

    @staticmethod
    def _problems_of(form: RecordForm, about: str) -> list[str]:
        if form.conflicts:
            return [f"{about}は、ほかの人も同時に書いています。「保存する」を押すと、くらべて選べます。"]
        return [f"{about}：{message}" for messages in form.errors.values() for message in messages]


def replaced_fields(record: Meeting | AgendaItem, form: RecordForm) -> Iterator[str]:
    """The fields in which something else is stored than was sent: another person's words, to be shown instead."""
    fresh = type(form)(instance=record, prefix=form.prefix)
    for name in form._meta.fields:
        bound: BoundField = form[name]
        if bound.field.has_changed(bound.field.prepare_value(getattr(record, name)), bound.data):
            yield fresh[name].as_widget(attrs={"hx-swap-oob": "true"})


class ConfirmForm(forms.Form):
    """Whether everybody may read the minutes, and what the challenges' ledger says of the decisions."""

    publish = forms.ChoiceField(
        label="だれが読めるようにしますか",
        choices=[
            ("yes", "公開する（住民のページにのせます。お名前はのりません）"),
            ("no", "内部だけ（地区の担当者と市社協だけが読めます）"),
        ],
        initial="yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = confirmable(meeting)
        for item in self.items:
            self.fields[f"step-{item.pk}"] = forms.BooleanField(
                label=f"課題「{item.discussed}」の歩みに、「協議」として記録する",
                required=False,
                initial=True,
            )
            self.fields[f"text-{item.pk}"] = TextField(
                label=f"課題「{item.discussed}」のページにのる文",
                max_length=300,
                required=False,
                initial=item.step.text if item.step else item.decision,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="住民が読みます。" if item.discussed and item.discussed.is_public else "",
            )

    @property
    def fieldsets(self) -> Iterator[tuple[str, list[BoundField]]]:
        yield "公開", [self["publish"]]
        for item in self.items:
            yield f"議題「{item}」で決まったこと", [self[f"step-{item.pk}"], self[f"text-{item.pk}"]]

    @property
    def is_public(self) -> bool:
        return self.cleaned_data["publish"] == "yes"

    @property
    def steps(self) -> dict[AgendaItem, str]:
        """What is to be written into the ledger, for each point that was ticked."""
        return {
            item: self.cleaned_data[f"text-{item.pk}"] or item.decision
            for item in self.items
            if self.cleaned_data[f"step-{item.pk}"]
        }
