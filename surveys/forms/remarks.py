"""Forms about free texts: what is decided on one, and the tags they are put together by."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from groups.models import Challenge
from portal.forms.fields import RecordForm, TextField
from portal.japanese import text
from portal.listing import ANY, Filter
from surveys.models import Remark, Tag, Wave

DECISIONS = [(str(state.value), str(state.label)) for state in Remark.State if state != Remark.State.WAITING]
LONGEST_EXCERPT = 2000


class RemarkForm(forms.Form):
    """What a reader decides on a text. `seen` is the version of the record that they read."""

    state = forms.ChoiceField(label="どうしますか", choices=DECISIONS, widget=forms.RadioSelect)
    excerpt = TextField(
        label="のせる文",
        required=False,
        max_length=LONGEST_EXCERPT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="「のせてよい」にした文は、この言葉で報告書や公表のページにのります。短くしたり、だれのことか分かるところを書き直したりできます。元の文は残ります。",
    )
    names_checked = forms.BooleanField(
        label="人のお名前ではないことを確かめました",
        required=False,
        help_text="名前かもしれない言葉が残っているときだけ、印を付けてください。",
    )
    tags = forms.ModelMultipleChoiceField(
        label="しるし", queryset=Tag.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_tag = TextField(
        label="新しいしるし",
        required=False,
        max_length=40,
        help_text="あてはまるものがないときに、「買い物」「子どもの遊び場」のような短い言葉で書いてください。",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, remark: Remark, **kwargs: Any) -> None:
        start = {
            "state": "" if remark.state == Remark.State.WAITING else remark.state,
            "excerpt": remark.shown_text,
            "tags": [tag.pk for tag in remark.tags.all()],
            "seen": remark.version,
        }
        super().__init__(*args, initial=start, **kwargs)
        self.remark = remark
        tags: Any = self.fields["tags"]
        tags.queryset = Tag.objects.filter(survey=remark.wave.survey_id)
        if not tags.queryset:
            del self.fields["tags"]

    def clean_excerpt(self) -> str:
        """Nothing of its own is kept while the words are those that were written."""
        typed = self.cleaned_data["excerpt"]
        return "" if typed == text.clean(self.remark.text) else typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("seen") not in (None, self.remark.version):
            decided = self.remark.get_state_display()
            # What is shown now is the newer version: sending it again overwrites it knowingly.
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = str(self.remark.version)
            raise ValidationError(
                f"読んでいる間に、ほかの人（{self.remark.read_by or 'ほかの担当者'}）がこの文を「{decided}」にしました。"
                "よければ、もう一度保存してください。",
                code="conflict",
            )
        return cleaned


class RemarkFilter(Filter):
    """What readers look for among the texts of a wave."""

    # Chosen by the links above the list.
    state = forms.ChoiceField(
        label="状態", choices=ANY + Remark.State.choices, required=False, widget=forms.HiddenInput
    )
    question = forms.ChoiceField(label="質問", required=False)
    tag = forms.ChoiceField(label="しるし", required=False)
    names = forms.ChoiceField(
        label="名前かもしれない言葉", choices=[*ANY, ("yes", "ある"), ("no", "ない")], required=False
    )
    q = TextField(label="ことば", required=False, max_length=100, widget=forms.SearchInput)

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["question"]
        written = wave.questions.filter(remarks__isnull=False).in_order().distinct()
        asked.choices = ANY + [(str(question.pk), question.text) for question in written]
        tag: Any = self.fields["tag"]
        tags = Tag.objects.filter(survey=wave.survey_id)
        tag.choices = [*ANY, ("none", "しるしのない文"), *((str(each.pk), each.name) for each in tags)]

    def apply(self, queryset: Any) -> Any:
        chosen = self.chosen
        found = queryset
        if "state" in chosen:
            found = found.filter(state=chosen["state"])
        if "question" in chosen:
            found = found.filter(question=chosen["question"])
        if chosen.get("tag") == "none":
            found = found.filter(tags=None)
        elif "tag" in chosen:
            found = found.filter(tags=chosen["tag"])
        if "names" in chosen:
            found = found.filter(suspects=[]) if chosen["names"] == "no" else found.exclude(suspects=[])
        for word in chosen.get("q", "").split():
            found = found.filter(text__icontains=word)
        return found


class TagForm(RecordForm):
    """A tag, and the challenge of the district that its texts are about."""

    class Meta(RecordForm.Meta):
        model = Tag
        fields = ["name", "challenge"]
        help_texts = {
            "name": "「買い物」「子どもの遊び場」のような、短い言葉にしてください。",
            "challenge": "つなぐと、課題の側からも、どのくらいの声があったかが分かります。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        challenges = Challenge.objects.filter(district=self.instance.survey.district_id)
        linked: Any = self.fields["challenge"]
        linked.queryset = challenges.open() | challenges.filter(pk=self.instance.challenge_id)
        linked.empty_label = "まだつながない"


class MergeForm(forms.Form):
    """The tag into which another one goes."""

    into = forms.ModelChoiceField(
        label="まとめる先のしるし", queryset=Tag.objects.none(), empty_label="えらんでください"
    )

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        field.queryset = Tag.objects.filter(survey=tag.survey_id).exclude(pk=tag.pk)


class TagChallengeForm(RecordForm):
    """A new challenge that begins with the texts of a tag."""

    class Meta(RecordForm.Meta):
        model = Challenge
        fields = ["title", "text", "fields", "is_public"]
        help_texts = {
            "title": "「買い物に行く足がない」のように、困りごとを短い言葉で書いてください。",
            "text": "どんな人が、どんなときに困っているか。個人のことは書かないでください。",
            "is_public": "印を付けると、住民のページにのります。",
        }
