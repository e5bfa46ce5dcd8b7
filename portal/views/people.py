"""The people of a district: who holds which role; inviting, ending and handing over (引継ぎ)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal import mail
from portal.accounts import get_membership_for, grantable_roles, may_give
from portal.actions import invitations, people
from portal.forms import refusals_in
from portal.forms.people import HandoverForm, InviteForm, role_choices
from portal.models import Membership, User
from portal.pages import done, invalid, render
from portal.permissions import district_editor, district_internal
from portal.views.invitations import invitation_sent, open_invitations


@require_safe
@district_internal
def people_list(request: HttpRequest) -> HttpResponse:
    """Roles held today and open invitations; those of the past with `?ended=1`."""
    access = request.access
    grants = Membership.objects.filter(district=request.district).select_related("user")
    context = {
        "members": [
            {"membership": grant, "may_change": access.can_edit and may_give(access, grant.role)}
            for grant in grants.current()
        ],
        "invitations": open_invitations(access),
        "ended": list(grants.ended()) if "ended" in request.GET else None,
        "can_invite": access.can_edit,
        "can_administer": access.is_administrator,
    }
    return render(request, "portal/people/list.html", context)


@district_editor
def person_invite(request: HttpRequest) -> HttpResponse:
    """Invite a person to a role of the district; the answer shows the link, once."""
    form = InviteForm(request.POST or None, roles=role_choices(grantable_roles(request.access)))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            link = invitations.invite(by=request.user, district=request.district, **form.cleaned_data)
            return invitation_sent(request, link=link, email=form.cleaned_data["email"])
    answer = invalid if request.method == "POST" else render
    return answer(request, "portal/people/invite.html", {"form": form, "is_mailed": mail.reaches_people()})


@district_editor
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role, after asking."""
    membership = get_membership_for(request.access, pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    context = {"membership": membership, "form": form}
    if request.method != "POST":
        return render(request, "portal/people/end.html", context)
    with refusals_in(form):
        people.end_role(membership=membership, may_be_last=request.access.is_city_staff)
        return _done(request, membership, f"{membership.user}さんの役割を終わりにしました。")
    return invalid(request, "portal/people/end.html", context)


@district_editor
def membership_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a role over: at once to somebody of the district, or to a person invited, once they accept."""
    membership = get_membership_for(request.access, pk)
    form = HandoverForm(request.POST or None, membership=membership)
    context = {"membership": membership, "form": form}
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            return _hand_over(request, membership, **form.cleaned_data)
    answer = invalid if request.method == "POST" else render
    return answer(request, "portal/people/handover.html", context)


def _hand_over(
    request: HttpRequest, membership: Membership, *, name: str, email: str, successor: User | None = None
) -> HttpResponse:
    if successor is not None:
        people.hand_over(membership=membership, to=successor)
        return _done(
            request, membership, f"{successor}さんへ引き継ぎました。おふたりにメールでお知らせします。"
        )
    link = invitations.invite(
        email=email,
        name=name,
        role=membership.role,
        district=membership.district,
        by=request.user,
        replaces=membership,
    )
    return invitation_sent(request, link=link, email=email)


def _done(request: HttpRequest, membership: Membership, message: str) -> HttpResponse:
    """Back to the list; a person who ended the own role may no longer see it."""
    if membership.user_id == request.user.pk:
        return done(request, "start", message)
    return done(request, "people", message, request.district.slug)
