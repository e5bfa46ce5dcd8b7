"""The people who may edit their organisation's record (団体・施設の担当者)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from groups import actions
from groups.forms.people import InviteContactForm
from groups.models import Organization
from groups.permissions import get_organization_for
from portal.forms import refusals_in
from portal.models import Invitation
from portal.pages import done, invalid, render
from portal.views.invitations import invitation_sent


def contact_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may edit the record, who is invited, and a form to invite somebody."""
    organization = get_organization_for(request.access, pk, to="manage")
    form = InviteContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            link = actions.invite_contact_person(organization, by=request.user, **form.cleaned_data)
            return invitation_sent(request, link=link, email=form.cleaned_data["email"])
    context = {
        "organization": organization,
        "form": form,
        "people": list(organization.contacts.order_by("name", "pk")),
        "invitations": list(open_invitations(organization)),
    }
    answer = invalid if request.method == "POST" else render
    return answer(request, "groups/contact_list.html", context)


def open_invitations(organization: Organization) -> list[Invitation]:
    """Invitations to edit this record that nobody answered yet."""
    return Invitation.objects.open().filter(role=actions.CONTACT_ROLE, grant__organization_id=organization.pk)


def contact_remove(request: HttpRequest, pk: int, user: int) -> HttpResponse:
    """The person may no longer edit the record; the account stays."""
    organization = get_organization_for(request.access, pk, to="manage")
    person = organization.contacts.filter(pk=user).first()
    if person is None:
        raise Http404
    if request.method == "POST":
        actions.remove_contact_person(organization, user=person, by=request.user)
        url = reverse("groups:contact_list", args=[request.district.slug, pk])
        return done(request, url, f"{person}さんは、この団体を編集できなくなりました。")
    return render(request, "groups/contact_remove.html", {"organization": organization, "names": [person]})
