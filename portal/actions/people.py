"""Accounts and the rights they hold: giving, ending and handing over (引継ぎ). A right ends, it is never deleted."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from portal import history, mail
from portal.models import Assignment, District, Membership, Role, User

LAST_OF_ROLE = (
    "この地区の{role}は、この方だけです。先に次の方へ引き継ぐか、新しい方を招待してください。"
    "引き継ぐ方がいないときは、市社協にご相談ください。"
)
LAST_ADMINISTRATOR = "システム管理者は、この方だけです。先に別の方をシステム管理者にしてください。"


@transaction.atomic
def create_account(
    *, email: str, name: str, password: str, kana: str = "", phone: str = "", **flags: bool
) -> User:
    """An account that can sign in at once; its address is verified by the invitation (or set-up) that led here."""
    user = User(email=email.lower(), name=name, kana=kana, phone=phone, **flags)
    user.set_password(password)
    user.full_clean()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def update_profile(*, user: User, name: str, kana: str, phone: str) -> None:
    """Change how the person is called and reached."""
    user.name, user.kana, user.phone = name, kana, phone
    user.full_clean()
    user.save(update_fields=["name", "kana", "phone"])


# -- Roles in a district -----------------------------------------------------------------------------------------


@transaction.atomic
def give_role(*, user: User, district: District, role: str) -> Membership:
    """The person has the role from today. Raises ValidationError when they have it already."""
    membership = Membership(user=user, district=district, role=role)
    history.save(membership)
    return membership


@transaction.atomic
def end_role(*, membership: Membership, may_be_last: bool = False) -> None:
    """The role ends today, and with it the access of pages that are open.

    The last coordinator or chair of a district stays unless `may_be_last` (city staff may): a district that
    nobody can edit would need the city to be opened again.
    """
    District.objects.locked().get(pk=membership.district_id)  # so that two last ones cannot leave at once
    if not may_be_last and is_last_of_role(membership):
        raise ValidationError(LAST_OF_ROLE.format(role=membership.get_role_display()), code="last")
    _end(membership)
    mail.send("role_ended", to=membership.user.email, membership=membership)


@transaction.atomic
def hand_over(*, membership: Membership, to: User) -> Membership:
    """The role moves to another person at once: theirs starts, the old one ends, and both are told by mail."""
    if not Membership.objects.current().locked().filter(pk=membership.pk).exists():
        raise ValidationError("この役割はすでに終わっています。", code="ended")
    if not to.is_active:
        raise ValidationError("この方のアカウントは止められています。", code="inactive")
    successor = give_role(user=to, district=membership.district, role=membership.role)
    _end(membership)
    tell_handover(membership=membership, successor=to)
    return successor


def tell_handover(*, membership: Membership, successor: User) -> None:
    """Mail both sides of a handover."""
    for name, person in (("role_handed_over", membership.user), ("role_taken_over", successor)):
        mail.send(name, to=person.email, person=person, membership=membership, successor=successor)


def is_last_of_role(membership: Membership) -> bool:
    """Whether nobody else coordinates (or chairs) the district; other roles may stay empty."""
    if membership.role not in (Role.COORDINATOR, Role.CHAIR):
        return False
    others = Membership.objects.current().filter(
        district=membership.district_id, role=membership.role, user__is_active=True
    )
    return not others.exclude(user=membership.user_id).exists()


def _end(grant: Membership | Assignment) -> None:
    grant.ended_on = timezone.localdate()
    history.save(grant)


# -- City staff and administrators -------------------------------------------------------------------------------


@transaction.atomic
def assign(*, user: User, district: District) -> Assignment:
    """The city staff member takes charge of the district (地区担当) from today."""
    if not user.is_city_staff:
        raise ValidationError("地区担当になれるのは、市社協職員だけです。", code="not_staff")
    assignment = Assignment(user=user, district=district)
    history.save(assignment)
    return assignment


@transaction.atomic
def end_assignment(*, assignment: Assignment) -> None:
    """The staff member is no longer in charge of the district."""
    _end(assignment)


@transaction.atomic
def make_city_staff(*, user: User) -> None:
    """The person works for the city council (市社協職員)."""
    user.is_city_staff = True
    user.save(update_fields=["is_city_staff"])


@transaction.atomic
def end_city_staff(*, user: User) -> None:
    """The person left the city council's staff; districts they were in charge of are free again."""
    for assignment in user.assignments.current():
        _end(assignment)
    user.is_city_staff = False
    user.save(update_fields=["is_city_staff"])


@transaction.atomic
def make_administrator(*, user: User) -> None:
    """The person administers the portal: accounts, districts, settings."""
    user.is_superuser = user.is_staff = True
    user.save(update_fields=["is_superuser", "is_staff"])


@transaction.atomic
def end_administrator(*, user: User) -> None:
    """The person no longer administers the portal; the last administrator stays."""
    _keep_one_administrator(user)
    user.is_superuser = user.is_staff = False
    user.save(update_fields=["is_superuser", "is_staff"])


@transaction.atomic
def stop_account(*, user: User) -> None:
    """The person can no longer sign in, and is signed out everywhere."""
    _keep_one_administrator(user)
    user.is_active = False
    user.save(update_fields=["is_active"])


@transaction.atomic
def reopen_account(*, user: User) -> None:
    """The person can sign in again."""
    user.is_active = True
    user.save(update_fields=["is_active"])


@transaction.atomic
def reset_mfa(*, user: User) -> None:
    """Take away the second factor of a person who lost it, and tell them."""
    Authenticator.objects.filter(user=user).delete()
    mail.send("mfa_reset", to=user.email, person=user)


def _keep_one_administrator(user: User) -> None:
    administrators = User.objects.filter(is_superuser=True, is_active=True).select_for_update()
    if user.is_superuser and {administrator.pk for administrator in administrators} <= {user.pk}:
        raise ValidationError(LAST_ADMINISTRATOR, code="last")
