"""The people of the city council: staff, who is in charge of which district (地区担当), administrators, accounts."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portal import mail
from portal.accounts import may_give
from portal.actions import invitations, people
from portal.forms import refusals_in
from portal.forms.people import AssignForm, InviteForm
from portal.models import Assignment, Invitation, User
from portal.pages import done, invalid, render
from portal.permissions import administrator, city_staff
from portal.views.invitations import invitation_sent, open_invitations

CITY_ROLES = [
    (Invitation.CITY_STAFF, "市社協職員：すべての地区を見て印刷でき、担当の地区を編集できます。"),
    (Invitation.ADMINISTRATOR, "システム管理者：アカウント・地区・市の設定を管理します。"),
]
# How many accounts a search of the administrator shows.
MAX_FOUND = 30


@require_safe
@city_staff
def city_people(request: HttpRequest) -> HttpResponse:
    """City staff with their districts, open invitations; administrators and a search of accounts for administrators."""
    current = Prefetch(
        "assignments", Assignment.objects.current().select_related("district"), to_attr="charges"
    )
    context = {
        "staff": User.objects.filter(is_city_staff=True).prefetch_related(current).order_by("kana", "name"),
        "invitations": open_invitations(request.access),
        "can_administer": request.access.is_administrator,
    }
    if request.access.is_administrator:
        query = request.GET.get("q", "").strip()
        context |= {
            "administrators": User.objects.filter(is_superuser=True).order_by("kana", "name"),
            "query": query,
            "found": _accounts(query) if query else None,
        }
    return render(request, "portal/city/people.html", context)


def _accounts(query: str) -> list[User]:
    found = User.objects.filter(
        Q(name__icontains=query) | Q(kana__icontains=query) | Q(email__icontains=query)
    )
    return list(found.order_by("kana", "name")[:MAX_FOUND])


@city_staff
def city_person_invite(request: HttpRequest) -> HttpResponse:
    """Invite to the city's roles: staff by staff, administrators by administrators."""
    roles = [choice for choice in CITY_ROLES if may_give(request.access, choice[0])]
    form = InviteForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            link = invitations.invite(by=request.user, **form.cleaned_data)
            return invitation_sent(request, link=link, email=form.cleaned_data["email"])
    answer = invalid if request.method == "POST" else render
    return answer(request, "portal/city/invite.html", {"form": form, "is_mailed": mail.reaches_people()})


@city_staff
def city_staff_end(request: HttpRequest, pk: int) -> HttpResponse:
    """A person leaves the city's staff, after asking; their districts are free again."""
    person = get_object_or_404(User, pk=pk, is_city_staff=True)
    if request.method != "POST":
        return render(request, "portal/city/staff_end.html", {"person": person})
    people.end_city_staff(user=person)
    if person == request.user and not person.is_superuser:
        return done(request, "start", "市社協職員の役割を終わりにしました。")
    return done(request, "city_people", f"{person}さんの市社協職員の役割を終わりにしました。")


@city_staff
def assignment_add(request: HttpRequest) -> HttpResponse:
    """Put a staff member in charge of a district; another than oneself, but for administrators."""
    form = AssignForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            assignment = people.assign(**form.cleaned_data)
            message = f"{assignment.user}さんを{assignment.district}の担当にしました。"
            return done(request, "city_people", message)
    answer = invalid if request.method == "POST" else render
    return answer(request, "portal/city/assign.html", {"form": form})


@city_staff
def assignment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End being in charge of a district, after asking."""
    assignment = get_object_or_404(Assignment.objects.current().select_related("user", "district"), pk=pk)
    if request.method != "POST":
        return render(request, "portal/city/assignment_end.html", {"assignment": assignment})
    people.end_assignment(assignment=assignment)
    return done(
        request, "city_people", f"{assignment.user}さんの{assignment.district}の担当を終わりにしました。"
    )


@require_safe
@administrator
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One account with its roles, and what an administrator may do about it."""
    person = get_object_or_404(User, pk=pk)
    context = {
        "person": person,
        "memberships": person.memberships.select_related("district").order_by("-started_on"),
        "assignments": person.assignments.select_related("district").order_by("-started_on"),
        "has_mfa": person.authenticator_set.exists(),
    }
    return render(request, "portal/city/person.html", context)


@dataclass(frozen=True)
class PersonChange:
    """What an administrator may do to an account, in words, and the action that does it."""

    title: str
    text: str
    done: str
    action: Callable[..., None]


PERSON_CHANGES = {
    "stop": PersonChange(
        "アカウントを止める",
        "この方はログインできなくなり、開いている画面も使えなくなります。役割と記録は残ります。",
        "アカウントを止めました。",
        people.stop_account,
    ),
    "reopen": PersonChange(
        "アカウントをまた使えるようにする",
        "この方は、またログインできるようになります。",
        "アカウントをまた使えるようにしました。",
        people.reopen_account,
    ),
    "reset-mfa": PersonChange(
        "安全なログインの設定を取り消す",
        "スマートフォンなどをなくした方のための操作です。必ず電話などで本人に確かめてください。",
        "安全なログイン（二段階認証）の設定を取り消しました。本人にメールでお知らせします。",
        people.reset_mfa,
    ),
    "end-administrator": PersonChange(
        "システム管理者の役割を終わりにする",
        "この方は、アカウント・地区・市の設定を管理できなくなります。",
        "システム管理者の役割を終わりにしました。",
        people.end_administrator,
    ),
}


@administrator
def person_change(request: HttpRequest, pk: int, change: str) -> HttpResponse:
    """Stop or reopen an account, take away a lost second factor or the administrator's rights, after asking."""
    person, chosen = get_object_or_404(User, pk=pk), PERSON_CHANGES.get(change)
    if chosen is None:
        raise Http404
    form = forms.Form(request.POST if request.method == "POST" else None)
    context = {"person": person, "change": chosen, "form": form}
    if request.method != "POST":
        return render(request, "portal/city/person_change.html", context)
    with refusals_in(form):
        chosen.action(user=person)
        return done(request, "person_detail", chosen.done, person.pk)
    return invalid(request, "portal/city/person_change.html", context)
