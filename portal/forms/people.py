"""Forms about people: invitations, handover, accepting, the own account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from portal.forms.fields import KanaField, PhoneField, TextField
from portal.models import District, Membership, Role, User

EMAIL = forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"})


class PersonForm(forms.Form):
    """How a person is called and reached."""

    name = TextField(label="お名前", max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    kana = KanaField(label="ふりがな", max_length=100, required=False)
    phone = PhoneField(
        label="電話",
        max_length=30,
        required=False,
        help_text="地区の担当者と市社協職員だけが見られます。住民には公開しません。",
        widget=forms.TelInput(attrs={"autocomplete": "tel"}),
    )


class PasswordFields(forms.Form):
    """A new password, typed twice; checked against the rules and against what is known of the person."""

    password = forms.CharField(
        label="パスワード",
        strip=False,
        help_text="10文字以上で、ほかで使っていないものにしてください。短い文のように長くすると、覚えやすく安全です。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label="パスワード（もう一度）",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def account(self) -> User:
        """The account as it will be, to compare the password with."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        password, again = cleaned.get("password"), cleaned.pop("password_again", None)
        if password and again is not None and password != again:
            self.add_error("password_again", "1回目と2回目のパスワードがちがいます。")
        if password:
            try:
                validate_password(password, self.account())
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class NewAccountForm(PasswordFields, PersonForm):
    """Accepting an invitation without having an account."""

    field_order = ["name", "kana", "phone", "password", "password_again"]

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def account(self) -> User:
        return User(email=self.email, name=self.cleaned_data.get("name", ""))


class InviteForm(forms.Form):
    """Whom to invite to which of the roles that one may give."""

    role = forms.ChoiceField(label="役割", widget=forms.RadioSelect)
    name = TextField(label="お名前", max_length=50)
    email = forms.EmailField(
        label="メールアドレス", widget=EMAIL, help_text="この方だけが使うアドレスにしてください。"
    )

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        if len(roles) == 1:
            self.fields["role"].initial = roles[0][0]


class HandoverForm(forms.Form):
    """Who takes a role over: somebody of the district, or a person to invite."""

    successor = forms.ModelChoiceField(
        label="すでに登録のある方から選ぶ",
        queryset=User.objects.none(),
        required=False,
        empty_label="（選ばない）",
        help_text="選ぶと、すぐに引き継がれます。",
    )
    name = TextField(label="新しい方のお名前", max_length=50, required=False)
    email = forms.EmailField(
        label="新しい方のメールアドレス",
        required=False,
        widget=EMAIL,
        help_text="招待のメールを送ります。新しい方が受けたときに、引き継がれます。",
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Membership.objects.current().filter(district=membership.district).values("user")
        holders = Membership.objects.current().filter(district=membership.district, role=membership.role)
        candidates = User.objects.filter(pk__in=others, is_active=True).exclude(pk__in=holders.values("user"))
        if candidates.exists():
            self.fields["successor"].queryset = candidates.order_by("kana", "name")  # type: ignore[attr-defined]
        else:
            del self.fields["successor"]
            self.fields["name"].required = self.fields["email"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "successor" not in self.fields:
            return cleaned
        if bool(cleaned.get("successor")) == bool(cleaned.get("email")) and "email" not in self.errors:
            raise ValidationError(
                "引き継ぐ方を一覧から選ぶか、新しい方のお名前とメールアドレスを入力してください（どちらか一方）。"
            )
        if cleaned.get("email") and not cleaned.get("name"):
            self.add_error("name", "新しい方のお名前を入力してください。")
        return cleaned


class AssignForm(forms.Form):
    """Who of the city's staff takes charge of which district (地区担当).

    `by` decides about others: staff edit the districts assigned to them (DESIGN section 2), which would mean nothing if
    they could assign themselves. Administrators, who may edit everything, may take a district too.
    """

    user = forms.ModelChoiceField(
        label="職員",
        queryset=User.objects.none(),
        empty_label="選んでください",
        error_messages={
            "invalid_choice": "この職員は選べません。ほかの職員を選んでください。自分の担当は、ほかの職員か"
            "システム管理者に決めてもらいます。"
        },
    )
    district = forms.ModelChoiceField(
        label="地区", queryset=District.objects.none(), empty_label="選んでください"
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(is_city_staff=True, is_active=True).order_by("kana", "name")
        if not by.is_superuser:
            staff = staff.exclude(pk=by.pk)
            self.fields["user"].help_text = "自分の担当は、ほかの職員かシステム管理者に決めてもらいます。"
        self.fields["user"].queryset = staff  # type: ignore[attr-defined]
        self.fields["district"].queryset = District.objects.active()  # type: ignore[attr-defined]


def role_choices(roles: list[Role]) -> list[tuple[str, str]]:
    """Roles of a district with what each may do, as one chooses between them."""
    may = {
        Role.COORDINATOR: "地区のすべての登録・編集・印刷、人の招待ができます。",
        Role.CHAIR: "コーディネーターと同じことに加えて、広報紙などの承認ができます。",
        Role.EDITOR: "広報紙の作業ができます。",
    }
    return [(role.value, f"{role.label}：{may[role]}") for role in roles]
