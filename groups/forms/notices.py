"""Forms of the board between organisations (連絡板)."""

from typing import Any

from django import forms
from django.db.models import Q

from groups.models import Notice
from portal.forms.fields import RecordForm, TextField
from portal.listing import Filter


class NoticeForm(RecordForm):
    """Who says what until when. `senders` are the organisations in whose name the person may write."""

    class Meta(RecordForm.Meta):
        model = Notice
        fields = ["organization", "title", "text", "shown_until"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "title": "例：テントを2張、来月まで貸せます",
            "text": "地区の団体・施設の担当者が読みます。個人の病気や家庭の事情は書かないでください。",
            "shown_until": "この日を過ぎると、連絡板からはずれます。",
        }

    def __init__(
        self, *args: Any, senders: Any, for_council: str = "", may_approve: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        sender: Any = self.fields["organization"]
        sender.queryset = senders
        sender.required = not for_council
        sender.empty_label = for_council or None
        if not may_approve and self.instance.is_public:
            text = self.fields["text"]
            text.help_text = "直すと、住民のページからいったん外れ、もう一度承認されてからのります。"


class MailsForm(forms.Form):
    """Whether a person wants notices by mail."""

    wanted = forms.TypedChoiceField(
        label="メールで受け取りますか",
        choices=[("True", "受け取る"), ("False", "受け取らない")],
        coerce=lambda chosen: chosen == "True",
        widget=forms.RadioSelect,
    )


class NoticeFilter(Filter):
    """Which notices a reader of the board looks for."""

    q = TextField(
        label="ことば",
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"placeholder": "テント、会議 など"}),
    )
    past = forms.BooleanField(label="期限が過ぎたものだけ", required=False)

    def apply(self, queryset: Any) -> Any:
        chosen = self.chosen
        for word in chosen.get("q", "").split():
            queryset = queryset.filter(
                Q(title__icontains=word) | Q(text__icontains=word) | Q(organization__name__icontains=word)
            )
        return queryset.past() if chosen.get("past") else queryset.current()
