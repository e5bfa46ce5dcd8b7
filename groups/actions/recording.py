"""What every action of the registry does around its own work."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction

from groups.models import Organization
from portal import history
from portal.models import Record, User

Result = TypeVar("Result")


def recorded(action: Callable[..., Result]) -> Callable[..., Result]:
    """One transaction, and `by` as the person in the history. Without `by` the request or job tells who it is."""

    @wraps(action)
    def run(*args: Any, by: User | None = None, **kwargs: Any) -> Result:
        with transaction.atomic(), history.by_user(by) if by else nullcontext():
            return action(*args, by=by, **kwargs)

    return run


def hold(*organizations: int) -> None:
    """Hold organisations, by key, before what stands below them, as forms and imports do: so nobody waits in a circle."""
    own = Organization.objects.filter(pk__in=organizations).order_by("pk")
    list(own.select_for_update(of=("self",), no_key=True).values_list("pk"))


def change(record: Record, values: dict[str, Any]) -> bool:
    """Set the values and save the next version; a record that already has them is left alone. Tells which it was."""
    changed = {name: value for name, value in values.items() if getattr(record, name) != value}
    for name, value in changed.items():
        setattr(record, name, value)
    if changed:
        history.save(record)
    return bool(changed)
