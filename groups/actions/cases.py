"""Writes on cases (取り組み事例) that districts show each other, and on 「うちでもやりたい」."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.actions.recording import change, recorded
from groups.models import Case, Interest
from portal import history, search
from portal.models import District, User


@recorded
def create_case(*, district: District, by: User | None = None, **values: Any) -> Case:
    """Write down what the district did and what came of it. Raises ValidationError."""
    case = Case(district=district, **values)
    _date(case)
    history.save(case)
    search.index(case)
    return case


@recorded
def update_case(case: Case, *, by: User | None = None, **values: Any) -> Case:
    """Change any of its fields; what is not named stays. Raises ValidationError."""
    for name, value in values.items():
        setattr(case, name, value)
    _date(case)
    history.save(case)
    search.index(case)
    return case


def _date(case: Case) -> None:
    """The day on which it was first shown stays, also when it is hidden for a while."""
    if case.is_public and case.published_on is None:
        case.published_on = timezone.localdate()


@recorded
def delete_case(case: Case, *, by: User | None = None) -> None:
    """Delete a case that nobody wanted to follow yet."""
    if case.interests.exists():
        raise ValidationError(
            "ほかの地区が「うちでもやりたい」と手を挙げているため、消せません。公開をやめることはできます。"
        )
    search.forget(case)
    case.delete()


@recorded
def raise_interest(case: Case, *, district: District, note: str = "", by: User | None = None) -> Interest:
    """「うちでもやりたい」: a district wants to do the same. Raises ValidationError."""
    if case.district_id == district.pk:
        raise ValidationError("自分の地区の事例です。")
    interest = Interest(case=case, district=district, note=note, raised_by=by)
    history.save(interest)
    return interest


@recorded
def follow_interest(interest: Interest, *, state: str, note: str, by: User | None = None) -> Interest:
    """Say how far it has come."""
    change(interest, {"state": state, "note": note})
    return interest


@recorded
def drop_interest(interest: Interest, *, by: User | None = None) -> None:
    """Take back a hand that was raised by mistake."""
    interest.delete()
