"""Forms about challenges (課題) and their steps, and by what the ledger is filtered."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.models import Challenge, Field, Layer, Step
from portal.forms.fields import RecordForm, TextField
from portal.listing import ANY, Filter

_PAGE = re.compile(r"(https?:/)?/[^\s]*")


class ChallengeForm(RecordForm):
    """What the challenge is, in words that residents understand."""

    class Meta(RecordForm.Meta):
        model = Challenge
        fields = ["title", "text", "fields", "layer", "is_public"]
        help_texts = {
            "title": "「買い物に行く足がない」のように、困りごとを短い言葉で書いてください。",
            "text": "どんな人が、どんなときに困っているか。個人のことは書かないでください。",
            "is_public": "印を付けると、住民のページにのります。",
        }


class StepForm(RecordForm):
    """A step of a challenge with its evidence."""

    class Meta(RecordForm.Meta):
        model = Step
        fields = ["stage", "taken_on", "text", "evidence", "evidence_url"]
        widgets = {"stage": forms.RadioSelect}
        help_texts = {
            "text": "「第3回協議体で、送迎の試行を決めました」のように、したこと・分かったことを書いてください。",
            "evidence_url": "アンケートや会議録など、このサイトのページのアドレスがあれば入力してください。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["taken_on"] = self.initial.get("taken_on") or timezone.localdate()

    def clean_evidence_url(self) -> str:
        typed = self.cleaned_data["evidence_url"]
        if typed and not _PAGE.fullmatch(typed):
            raise ValidationError("「/」か「https://」で始まるアドレスを入力してください。")
        return typed


class CloseForm(forms.Form):
    """Why nothing more is done about it here."""

    note = TextField(
        label="終わった理由",
        max_length=200,
        help_text="「週1回の買い物便として続くことになった」「市の事業に引き継いだ」など。",
    )


class ChallengeFilter(Filter):
    """What people look for in the ledger (課題台帳)."""

    stage = forms.ChoiceField(label="段階", choices=ANY + Challenge.Stage.choices, required=False)
    field = forms.ChoiceField(label="分野", choices=ANY + Field.choices, required=False)
    layer = forms.ChoiceField(label="取り組む範囲（層）", choices=ANY + Layer.choices, required=False)
    open = forms.ChoiceField(
        label="終わったもの",
        choices=[("", "いま取り組んでいるもの"), ("no", "終わったもの"), ("all", "すべて")],
        required=False,
    )

    def apply(self, queryset: Any) -> Any:
        chosen = self.chosen
        found = queryset
        if chosen.get("open") != "all":
            found = found.filter(closed_on__isnull="open" not in chosen)
        if "stage" in chosen:
            found = found.filter(stage=chosen["stage"])
        if "field" in chosen:
            found = found.filter(fields__contains=[chosen["field"]])
        if "layer" in chosen:
            found = found.filter(layer=chosen["layer"])
        return found
