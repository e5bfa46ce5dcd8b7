"""The people who may edit their organisation's record (団体・施設の担当者): inviting, adding, taking off."""

from django.core.exceptions import ValidationError

from groups.actions.recording import recorded
from groups.models import Organization
from portal.actions import invitations
from portal.models import Invitation, User

# The role of an invitation whose grant names an organisation (plugins.InvitationRole).
CONTACT_ROLE = "contact"


@recorded
def invite_contact_person(
    organization: Organization, *, email: str, name: str = "", by: User | None = None
) -> str:
    """Mail a link with which a person becomes able to edit this record; returns the link.

    Raises ValidationError when that person can already.
    """
    if organization.contacts.filter(email=email.lower()).exists():
        raise ValidationError({"email": "この人は、すでにこの団体を編集できます。"})
    return invitations.invite(
        email=email,
        name=name,
        role=CONTACT_ROLE,
        district=organization.district,
        grant={"organization_id": organization.pk},
        by=by,
    )


def accept_contact_invitation(invitation: Invitation, user: User) -> None:
    """Give what an invitation promises. Raises ValidationError when the organisation is gone."""
    organization = Organization.objects.filter(pk=invitation.grant.get("organization_id")).first()
    if organization is None:
        raise ValidationError("この団体・施設の記録は、なくなっています。招待した人にお知らせください。")
    add_contact_person(organization.merged_into or organization, user=user, given_by=invitation.invited_by)


def describe_contact_invitation(invitation: Invitation) -> str:
    """For which organisation an invitation is: 「若葉の里 の担当者」."""
    name = Organization.objects.filter(pk=invitation.grant.get("organization_id")).values_list(
        "name", flat=True
    )
    return f"{name[0] if name else '（なくなった記録）'} の担当者"


@recorded
def add_contact_person(
    organization: Organization, *, user: User, given_by: User | None = None, by: User | None = None
) -> None:
    """Let a person with an account edit this record. `given_by`: who invited them, where that is not `by`."""
    organization.contacts.add(user, through_defaults={"given_by": given_by or by})


@recorded
def remove_contact_person(organization: Organization, *, user: User, by: User | None = None) -> None:
    """The person may no longer edit it; the account stays."""
    organization.contacts.remove(user)
