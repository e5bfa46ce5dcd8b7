"""Who is told of a notice by mail."""

from django.db.models import Q, QuerySet

from groups.models import Notice, Organization
from portal.models import Assignment, Membership, User


def mailed_to(notice: Notice, *, by: User) -> QuerySet[User]:
    """Who belongs to the board of the district: its roles, the city staff in charge, and accounts of its organisations.

    Not who wants no such mails, and not `by`, who sends it.
    """
    district = notice.district
    own = Organization.objects.existing().filter(district=district)
    people = (
        Q(pk__in=Membership.objects.current().filter(district=district).values("user"))
        | Q(pk__in=Assignment.objects.current().filter(district=district).values("user"))
        | Q(pk__in=own.values("contacts"))
    )
    found = User.objects.filter(people, is_active=True, notice_refusal=None)
    return found.exclude(pk=by.pk).order_by("pk")
