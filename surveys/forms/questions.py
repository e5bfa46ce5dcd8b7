"""Forms of the questionnaire's editor: sections, questions, choices, items."""

from typing import Any

from django import forms
from django.forms import BoundField

from portal.forms.fields import LinesField, RecordForm, TextField
from portal.models import Neighborhood
from surveys.actions.guards import Guard
from surveys.actions.questions import WITH_CHOICES
from surveys.models import Attribute, Choice, Item, Kind, Question, Section, Wave

# What each kind is good for, in the words of the page where one chooses.
KINDS = {
    Kind.S: "はい・いいえ、年代、町内など。答えは1つです。",
    Kind.M: "困っていることなど。「3つまで」のように数も決められます。",
    Kind.SC: "とてもわかりやすい〜とてもわかりにくい、など。平均も出ます。",
    Kind.MX: "いくつかの項目を、同じ選択肢でまとめて聞きます。",
    Kind.N: "人数、回数、年数など。",
    Kind.T: "自由に書いてもらいます。",
}

# Fields that mean something only for questions of some kinds.
OF_KIND = {
    "max_choices": {Kind.M},
    "minimum": {Kind.N},
    "maximum": {Kind.N},
    "unit": {Kind.N},
    "max_length": {Kind.T},
    "attribute": {Kind.S, Kind.SC, Kind.M},
}


class SectionForm(RecordForm):
    """The heading of a part of the questionnaire."""

    class Meta(RecordForm.Meta):
        model = Section
        fields = ["title", "text"]
        help_texts = {"text": "このまとまりの質問の前に読んでもらう説明です。なくてもかまいません。"}


class OfKindForm(RecordForm):
    """A form of a question, with the fields that its kind has: first MAIN, then DETAILS, which are seldom needed."""

    MAIN: tuple[str, ...] = ()
    DETAILS: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kinds in OF_KIND.items():
            if self.instance.kind not in kinds:
                del self.fields[name]

    @property
    def main(self) -> list[BoundField]:
        return [self[name] for name in self.MAIN if name in self.fields]

    @property
    def details(self) -> list[BoundField]:
        return [self[name] for name in self.DETAILS if name in self.fields]

    @property
    def details_wrong(self) -> bool:
        """Whether something in the details has to be corrected."""
        return any(field.errors for field in self.details)


class QuestionForm(OfKindForm):
    """A question that is there; what cannot be changed now tells why."""

    class Meta(RecordForm.Meta):
        model = Question
        fields = [
            "text",
            "help",
            "wording_note",
            "max_choices",
            "minimum",
            "maximum",
            "unit",
            "max_length",
            "may_refuse",
            "is_required",
            "section",
            "kind",
            "attribute",
            "key",
        ]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "help": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "text": "短く、ひとつのことだけを聞きます。",
            "help": "質問の下に小さく出る説明です。「あてはまるものを選んでください」などは、自動でつきます。",
            "is_required": "答えないと先に進めなくなります。途中でやめる方がふえるので、なるべく使わないでください。",
            "may_refuse": "体や心、家族やお金のことを聞く質問では、選べるようにします。",
        }

    MAIN, DETAILS = tuple(Meta.fields[:3]), tuple(Meta.fields[3:])

    def __init__(self, *args: Any, wave: Wave, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guard = guard
        section: Any = self.fields["section"]
        section.queryset = wave.sections.all()
        section.empty_label = None
        if guard.is_free:
            # Changed words are explained where they are compared with an earlier wave.
            if not self._has_forerunner(wave):
                del self.fields["wording_note"]
        else:
            self._lock()

    def _has_forerunner(self, wave: Wave) -> bool:
        earlier = Question.objects.filter(key=self.instance.key, wave__survey=wave.survey_id)
        return earlier.exclude(wave=wave).exists()

    def _lock(self) -> None:
        """Take away what cannot be changed now, and say why beside it."""
        reasons = {"kind": self.guard.meaning, "key": self.guard.meaning, "unit": self.guard.meaning}
        reasons["section"] = self.guard.moving
        self.fields[
            "wording_note"
        ].help_text = "文字のまちがいを直すだけなら、いりません。前の回とくらべた表の下にのります。"
        if self.guard.editing:
            reasons = dict.fromkeys(self.fields, self.guard.editing)
        for name, reason in reasons.items():
            if name in self.fields and reason:
                self.fields[name].disabled = True
                self.fields[name].help_text = reason


class NewQuestionForm(OfKindForm):
    """A new question with its choices and items, one a line."""

    choices = LinesField(
        label="選択肢",
        most=60,
        help_text="1行に1つずつ書きます。「その他（　）」と書くと、（　）に書いてもらえます。",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    items = LinesField(
        label="表の項目",
        most=30,
        help_text="1行に1つずつ書きます。どの項目にも、同じ選択肢で答えてもらいます。",
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    shown_codes = forms.TypedMultipleChoiceField(
        label="どの答えの方に聞きますか", coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta(RecordForm.Meta):
        model = Question
        fields = [
            "text",
            "help",
            "max_choices",
            "minimum",
            "maximum",
            "unit",
            "max_length",
            "attribute",
            "may_refuse",
        ]
        widgets = QuestionForm.Meta.widgets
        help_texts = QuestionForm.Meta.help_texts

    MAIN = (
        "shown_codes",
        "text",
        "items",
        "choices",
        "max_choices",
        "minimum",
        "maximum",
        "unit",
        "max_length",
    )
    DETAILS = ("help", "may_refuse", "attribute")

    def __init__(self, *args: Any, parent: Question | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.instance.kind
        if kind not in WITH_CHOICES:
            del self.fields["choices"]
        elif kind == Kind.S:
            # The neighbourhoods can be made choices with one press afterwards.
            self.fields["choices"].required = False
        if kind != Kind.MX:
            del self.fields["items"]
        self.parent = parent
        if parent is None:
            del self.fields["shown_codes"]
        else:
            field: Any = self.fields["shown_codes"]
            field.choices = [(choice.code, choice.text) for choice in parent.choices.all()]
            self.order_fields(["shown_codes"])


class LinesForm(forms.Form):
    """More choices or items, one a line."""

    lines = LinesField(
        label="加えるもの", help_text="1行に1つずつ書きます。", widget=forms.Textarea(attrs={"rows": 3})
    )


class ConditionForm(forms.Form):
    """Of whom a follow-up is asked."""

    codes = forms.TypedMultipleChoiceField(
        label="どの答えの方に聞きますか", coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, parent: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["codes"]
        field.choices = [(choice.code, choice.text) for choice in parent.choices.all()]


class WordingForm(RecordForm):
    """Words with, once residents answer, the reason for a change of them."""

    wording_note = TextField(
        label="言葉を変えた理由",
        max_length=200,
        required=False,
        help_text="文字のまちがいを直すだけなら、いりません。前の回とくらべた表の下にのります。",
    )

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if guard.is_free:
            del self.fields["wording_note"]
            return
        for name in ("takes_text", "is_exclusive", "neighborhood"):
            if name in self.fields:
                self.fields[name].disabled = True
                self.fields[name].help_text = guard.meaning

    @property
    def note(self) -> str:
        return self.cleaned_data.get("wording_note", "")


class ChoiceForm(WordingForm):
    """A choice, with what it means for answering and counting."""

    class Meta(RecordForm.Meta):
        model = Choice
        fields = [
            "text",
            "takes_text",
            "is_exclusive",
            "is_outside",
            "score",
            "group",
            "age_from",
            "age_to",
            "neighborhood",
        ]
        help_texts = {
            "takes_text": "「その他（　）」のように、選んだ方に言葉を書いてもらいます。",
            "is_exclusive": "「とくにない」のように、これを選んだらほかは選べません。",
            "is_outside": "「答えない」「わからない」など。人数は数えますが、平均とまとめには入れません。",
            "group": "「そう思う」と「ややそう思う」に同じ名前をつけると、足した割合も出ます。例：そう思う計",
            "age_from": "人口の割合に合わせて集計するときに使います。",
        }

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, guard=guard, **kwargs)
        question = self.instance.question
        wanted = {
            "is_exclusive": question.kind == Kind.M,
            "takes_text": question.kind in (Kind.S, Kind.M),
            "score": question.kind == Kind.SC,
            "group": question.kind in (Kind.S, Kind.SC, Kind.MX),
            "is_outside": question.kind != Kind.M,
            "age_from": question.attribute == Attribute.AGE,
            "age_to": question.attribute == Attribute.AGE,
            "neighborhood": question.attribute == Attribute.NEIGHBORHOOD,
        }
        for name, is_wanted in wanted.items():
            if not is_wanted:
                del self.fields[name]
        if "neighborhood" in self.fields:
            field: Any = self.fields["neighborhood"]
            field.queryset = Neighborhood.objects.filter(district=question.wave.district)
            field.empty_label = "町内ではない"
        if guard.is_free:
            self.order_fields(["text"])
        else:
            self.order_fields(["text", "wording_note"])


class ItemForm(WordingForm):
    """A line of a table."""

    class Meta(RecordForm.Meta):
        model = Item
        fields = ["text"]

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, guard=guard, **kwargs)
        self.order_fields(["text", "wording_note"])
