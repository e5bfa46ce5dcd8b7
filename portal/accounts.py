"""How django-allauth works here: accounts come from invitations only, some roles must use two factors; and who may
give which role."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from portal import mail, plugins
from portal.models import Council, Invitation, Membership, Role, User
from portal.permissions import Access

MFA_NEEDED = (
    "あなたの役割では、安全なログイン（二段階認証）の設定が必要です。下のどちらかを設定してください。"
)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed, and links in mails come from BASE_URL, whatever Host header asked for them."""

    error_messages = DefaultAccountAdapter.error_messages | {
        # ACCOUNT_RATE_LIMITS: five wrong passwords of one address within five minutes.
        "too_many_login_attempts": "ログインの失敗が続いたため、いまはログインできません。5分ほど待ってから、"
        "もう一度お試しください。パスワードが分からないときは、「パスワードをお忘れですか?」から作り直せます。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return mail.absolute(path.replace("UID-KEY", key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return mail.absolute(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Tells who has no role any more, where the page they come to does not."""
        response = super().post_login(request, user, **kwargs)
        if response.get("Location") != reverse("start") and not has_any_role(user):
            messages.warning(request, NO_ROLE)
        return response


NO_ROLE = (
    "いまは役割がありません。公開ページだけをご覧になれます。続けて担当されるときは、"
    "地区のコーディネーターか市社協に、招待をお願いしてください。"
)


def has_any_role(user: User) -> bool:
    """Whether the person works for the city or a district, or keeps something such as an organisation's record."""
    if user.is_superuser or user.is_city_staff:
        return True
    if user.memberships.current().exists() or user.assignments.current().exists():
        return True
    roles = plugins.registered(plugins.InvitationRole)
    return any(role.held_by(user) for role in roles if role.held_by)


# -- Two factors -------------------------------------------------------------------------------------------------


class SecondFactorAdapter(DefaultMFAAdapter):
    """Says what to do about a code that does not fit."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "数字がちがいます。アプリの数字は30秒ごとに変わります。いま出ている数字を入力してください。",
    }


def needs_mfa(user: User, council: Council | None = None) -> bool:
    """Whether the person has a role that requires a second factor (Council.mfa_roles) and has none.

    One query, and none where no role of the `council` requires it; without a council, one more.
    """
    councils = [council] if council else Council.objects.only("mfa_roles")
    roles = {role for each in councils for role in each.mfa_roles}
    if not roles:
        return False
    required = Q(pk__in=user.memberships.current().filter(role__in=roles).values("user"))
    if (user.is_city_staff and Invitation.CITY_STAFF in roles) or (
        user.is_superuser and Invitation.ADMINISTRATOR in roles
    ):
        required = Q()
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return User.objects.filter(required, ~Exists(factors), pk=user.pk).exists()


class MfaGate:
    """Sends people who still need a second factor to where it is set up; all they reach is /accounts/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        free = request.path.startswith("/accounts/") or request.resolver_match.url_name in (
            "display",
            "healthz",
        )
        council = request.district.council if request.district else None
        if free or not request.user.is_authenticated or not needs_mfa(request.user, council):
            return None
        messages.warning(request, MFA_NEEDED)
        response = redirect("mfa_index")
        return HttpResponseClientRedirect(response["Location"]) if request.htmx else response


# -- Who may give which role -------------------------------------------------------------------------------------


def grantable_roles(access: Access) -> list[Role]:
    """The roles that a person may give in the district: nobody gives more than they have."""
    if access.can_approve or (access.can_edit and access.is_city_staff):
        return list(Role)
    return [Role.COORDINATOR, Role.EDITOR] if access.can_edit else []


def may_give(access: Access, role: str) -> bool:
    """Whether the person may invite to a role, resend or withdraw such an invitation, and end it."""
    if role in Role.values:
        return role in grantable_roles(access)
    if role == Invitation.CITY_STAFF:
        return access.is_city_staff
    if role == Invitation.ADMINISTRATOR:
        return access.is_administrator
    registered = {plugin.role for plugin in plugins.registered(plugins.InvitationRole)}
    may_edit = access.can_edit if access.district else access.is_city_staff
    return may_edit and role in registered


def get_membership_for(access: Access, pk: int) -> Membership:
    """A role held in the district, to end it or hand it over; one's own, or one that the person may give.

    Raises Http404 outside the district or when it has ended, PermissionDenied when it is not theirs to end.
    """
    membership = (
        Membership.objects.current()
        .select_related("user", "district")
        .filter(pk=pk, district=access.district)
        .first()
    )
    if membership is None:
        raise Http404
    if membership.user_id != access.user.pk and not may_give(access, membership.role):
        raise PermissionDenied
    return membership


def get_invitation_for(access: Access, pk: int) -> Invitation:
    """An open invitation of the district (of the city, where there is no district), to resend or withdraw it."""
    invitation = Invitation.objects.open().filter(pk=pk, district=access.district).first()
    if invitation is None:
        raise Http404
    if not may_give(access, invitation.role):
        raise PermissionDenied
    return invitation
