"""Invitations: the page behind the link, and resending and withdrawing them."""

import segno
from allauth.account.utils import perform_login
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.accounts import get_invitation_for, may_give
from portal.actions import invitations
from portal.forms import refusals_in
from portal.forms.people import NewAccountForm
from portal.models import Invitation, Role, User
from portal.pages import done, invalid, render
from portal.permissions import Access, city_staff, district_editor, public
from portal.ratelimits import limited

# -- Behind the link ---------------------------------------------------------------------------------------------


@public
@never_cache
@limited("20/m")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with one's account, or by making it. A link that is over says so (410)."""
    record = Invitation.objects.usable().with_token(token).select_related("district", "invited_by").first()
    if record is None:
        return render(request, "portal/invitations/over.html", status=410)
    account = User.objects.filter(email=record.email).first()
    context = {"invitation": record}
    if request.user.is_authenticated and request.user != account:
        return render(request, "portal/invitations/other_person.html", context)
    if account is None:
        return _accept_with_new_account(request, record, context)
    if not request.user.is_authenticated:
        return render(request, "portal/invitations/sign_in.html", context)
    return _accept(request, record, context)


def _accept(request: HttpRequest, record: Invitation, context: dict) -> HttpResponse:
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "portal/invitations/accept.html", context)
    with refusals_in(form):
        invitations.accept(invitation=record, user=request.user)
        where = ("desk", record.district.slug) if record.role in Role.values else ("start",)
        return done(request, where[0], f"「{record.title}」の役割を受けました。", *where[1:])
    return invalid(request, "portal/invitations/accept.html", context | {"form": form})


def _accept_with_new_account(request: HttpRequest, record: Invitation, context: dict) -> HttpResponse:
    form = NewAccountForm(request.POST or None, email=record.email, initial={"name": record.name})
    if form.is_valid():
        with refusals_in(form):
            user = invitations.accept_with_new_account(invitation=record, **form.cleaned_data)
            return perform_login(request, user, redirect_url=reverse("start"))
    answer = invalid if request.method == "POST" else render
    return answer(request, "portal/invitations/new_account.html", context | {"form": form})


@public
def signup_closed(request: HttpRequest) -> HttpResponse:
    """Nobody makes an account by themselves."""
    return render(request, "account/signup_closed.html", status=403)


# -- By those who invite -----------------------------------------------------------------------------------------


def open_invitations(access: Access) -> list[dict]:
    """Open invitations of the district (of the city, without one), with what may be done about each."""
    waiting: QuerySet[Invitation] = Invitation.objects.open().filter(district=access.district)
    return [
        {"invitation": record, "may_change": may_give(access, record.role)}
        for record in waiting.select_related("district", "invited_by", "replaces__user")
    ]


def invitation_sent(request: HttpRequest, *, link: str, email: str) -> HttpResponse:
    """The answer to sending an invitation: the link for handing over on paper, shown this once and never kept."""
    qr = segno.make(link, error="m").svg_data_uri(scale=4, border=2)
    context = {
        "link": link,
        "email": email,
        "qr": qr,
        "back": _people_of(request),
    }
    response = render(request, "portal/invitations/sent.html", context)
    add_never_cache_headers(response)
    return response


def _resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new link; the old one is dead."""
    record = get_invitation_for(request.access, pk)
    link = invitations.resend(invitation=record, by=request.user)
    return invitation_sent(request, link=link, email=record.email)


def _withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation, after asking."""
    record = get_invitation_for(request.access, pk)
    if request.method != "POST":
        context = {"invitation": record, "back": _people_of(request)}
        return render(request, "portal/invitations/withdraw.html", context)
    invitations.withdraw(invitation=record)
    return done(request, _people_of(request), f"{record.email} への招待を取り消しました。")


invitation_resend = require_POST(district_editor(_resend))
invitation_withdraw = district_editor(_withdraw)
city_invitation_resend = require_POST(city_staff(_resend))
city_invitation_withdraw = city_staff(_withdraw)


def _people_of(request: HttpRequest) -> str:
    district = request.district
    return reverse("people", args=[district.slug]) if district else reverse("city_people")
