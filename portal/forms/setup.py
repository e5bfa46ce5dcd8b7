"""The form that sets up a real installation; page and command check the same."""

from typing import Any

from django import forms
from django.forms import BoundField

from portal.forms.fields import TextField
from portal.forms.people import PasswordFields
from portal.models import Council, User
from portal.setup import NewDistrict, read_districts


class SetupForm(PasswordFields):
    """City council, districts and first administrator."""

    council_name = forms.CharField(
        label="市社協の名称", max_length=100, help_text="例：みどり野市社会福祉協議会"
    )
    city = forms.CharField(label="市の名称", max_length=50, help_text="例：みどり野市")
    district_term = forms.CharField(
        label="地区の組織の呼び方",
        max_length=20,
        initial="地区社協",
        help_text=Council._meta.get_field("district_term").help_text,
    )
    districts = forms.CharField(
        label="地区",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="1行に1つ、「地区名、ふりがな、アドレス用の名前」の順に書いてください。"
        "例：若葉地区、わかばちく、wakaba。あとから足したり直したりできます。",
    )
    name = TextField(label="お名前", max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label="メールアドレス",
        help_text="ログインに使います。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    field_order = ["council_name", "city", "district_term", "districts", "name", "email"]

    @property
    def fieldsets(self) -> list[tuple[str, list[BoundField]]]:
        return [
            ("市社協", [self["council_name"], self["city"], self["district_term"]]),
            ("地区", [self["districts"]]),
            (
                "最初のシステム管理者",
                [self["name"], self["email"], self["password"], self["password_again"]],
            ),
        ]

    def clean_districts(self) -> list[NewDistrict]:
        return read_districts(self.cleaned_data["districts"])

    def account(self) -> User:
        return User(email=self.cleaned_data.get("email", ""), name=self.cleaned_data.get("name", ""))

    def parts(self) -> dict[str, Any]:
        """What was entered, as `portal.setup.set_up` takes it."""
        data = self.cleaned_data
        return {
            "council": {
                "name": data["council_name"],
                "city": data["city"],
                "district_term": data["district_term"],
            },
            "districts": data["districts"],
            "administrator": {key: data[key] for key in ("name", "email", "password")},
        }
