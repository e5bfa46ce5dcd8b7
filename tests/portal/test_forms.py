"""Forms say what to do, in the words of the portal."""

from collections.abc import Iterator

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from groups.forms.challenges import StepForm
from groups.forms.rounds import AnswerForm
from groups.imports import OrganizationImportOptions
from portal.forms.fields import KanaField, PhoneField
from surveys.forms.questions import QuestionForm


def forms_below(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for below in form.__subclasses__():
        yield below
        yield from forms_below(below)


def test_what_is_missing_is_asked_for_in_plain_words() -> None:
    assert OrganizationImportOptions.base_fields["category"].error_messages["required"] == "選んでください。"
    assert AnswerForm.base_fields["aim"].error_messages["required"] == "入力してください。"


def test_an_address_that_is_none_is_asked_for_with_an_example() -> None:
    with pytest.raises(ValidationError) as refused:
        forms.EmailField().clean("hanako")
    assert refused.value.messages == ["メールアドレスの書き方を確かめてください（例：hanako@example.jp）。"]


def test_no_form_was_made_before_the_plain_words_were_set() -> None:
    """A form that some app brings along before the portal speaks would keep the words of Django."""
    assert get_resolver().url_patterns
    assert admin.site.name
    late = {
        f"{form.__module__}.{form.__name__}: {name}"
        for form in forms_below(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if "フィールド" in str(field.error_messages.get("required", ""))
        and form.__module__ != "django.forms.formsets"
    }
    assert late == set()


def test_radio_buttons_offer_choices_only_and_lists_say_what_to_do() -> None:
    stages = StepForm.base_fields["stage"].choices
    assert [value for value, _ in stages] == ["voice", "challenge", "discussion", "trial", "established"]
    assert list(QuestionForm.base_fields["kind"].choices)[0] == ("", "選んでください")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("エンガワカフェ", "えんがわかふぇ"),
        ("ｴﾝｶﾞﾜ　ｶﾌｪ", "えんがわ かふぇ"),
        ("センタ－", "せんたー"),
        ("NPOわかば・２", "NPOわかば・2"),
        ("", ""),
    ],
)
def test_any_kana_become_hiragana(typed: str, stored: str) -> None:
    assert KanaField(required=False).clean(typed) == stored


@pytest.mark.parametrize(("typed", "named"), [("縁側カフェ", "縁側"), ("佐々木", "佐々木"), ("わかば☆", "☆")])
def test_kanji_are_no_reading(typed: str, named: str) -> None:
    with pytest.raises(ValidationError) as refused:
        KanaField().clean(typed)
    assert refused.value.messages == [
        f"「{named}」は、ふりがなに使えません。読み方を、ひらがなで入力してください（例：みどりがおかちょうないかい）。"
    ]


def test_a_number_too_short_is_refused_beside_its_field() -> None:
    with pytest.raises(ValidationError, match="いま9桁"):
        PhoneField().clean("087-123-456")
