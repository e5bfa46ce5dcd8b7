"""A row of the table of test_access.py, what people get, and how its arguments are found in the demo city."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db.models import Model, QuerySet

from portal.models import District

# Of wakaba: resident, stranger (coordinator of another district), contact (of one organisation), editor, coordinator,
# chair, city (staff in charge of wakaba), staff (in charge of another district), admin.
PEOPLE = ("resident", "stranger", "contact", "editor", "coordinator", "chair", "city", "staff", "admin")

# What each of PEOPLE gets: "ok" is the status of the row, and the others are refused.
EVERYBODY = "ok ok ok ok ok ok ok ok ok"
NOBODY = "404 404 404 404 404 404 404 404 404"
SIGNED_IN = "login ok ok ok ok ok ok ok ok"
DESK = "login 404 404 ok ok ok ok ok ok"  # who works in the district, and city staff
INTERNAL = "login 404 404 403 ok ok ok ok ok"  # who may read internal data
EDIT = "login 404 404 403 ok ok ok 403 ok"  # who edits the district
APPROVE = "login 404 404 403 403 ok 403 403 ok"  # the chair
CITY = "login 404 404 404 404 404 ok ok ok"
ADMINISTRATOR = "login 404 404 404 404 404 403 403 ok"
OWN_RECORD = "login 403 ok 403 ok ok ok 403 ok"  # edits of a public record that its contact may make too
RECORD = "login 403 403 403 ok ok ok 403 ok"  # edits of a public record that only the district makes


@dataclass(frozen=True)
class Row:
    """A URL: who gets it (one word for each of PEOPLE), and the statuses of those who may read it, and send it forms.

    405 says that it is never read, or that nothing can be sent to it, which is told before anything else is asked, to
    whoever needs no login. Where reading and sending are for different people, `who_posts` says for whom. A word is
    "ok", "login" (sent there) or a status.
    """

    name: str
    who: str
    args: Callable[[], list[Any]] = list
    get: int = 200
    post: int = 405
    who_posts: str = ""
    query: Callable[[], dict[str, Any]] = dict
    data: Callable[[], dict[str, Any]] = dict

    def expected(self, method: str) -> dict[str, str]:
        """What each of PEOPLE gets: a status, or "login"."""
        status = str(self.get if method == "get" else self.post)
        who = self.who_posts if method == "post" and self.who_posts else self.who
        words = [status if word == "ok" else word for word in who.split()]
        if status == "405":
            words = ["405" if word != "login" else word for word in words]
        return dict(zip(PEOPLE, words, strict=True))

    def may_see(self, person: str) -> bool:
        return self.expected("get")[person] in ("200", "302")


def first(records: QuerySet[Any]) -> Any:
    """The key of the first record; the demo must have one."""
    return records.order_by("pk").values_list("pk", flat=True)[0]


NUMBERS = count(1)


def fresh(name: str) -> str:
    """A word that was not used before, for what must be unique."""
    return f"{name}{next(NUMBERS)}"


def wakaba() -> District:
    return District.objects.get(slug="wakaba")


def of_wakaba(model: type[Model], **conditions: Any) -> Callable[[], list[Any]]:
    """Arguments: the district and its first record of the model that meets the conditions."""
    return lambda: ["wakaba", first(model._default_manager.filter(district__slug="wakaba", **conditions))]


def words(*more: str) -> Callable[[], list[Any]]:
    """Arguments: the district and these words."""
    return lambda: ["wakaba", *more]
