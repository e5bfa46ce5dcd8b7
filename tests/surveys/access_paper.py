"""The part of the table of test_access.py on surveys: paper"""

from collections.abc import Callable
from typing import Any

from portal.models import User
from surveys.actions import batches, rechecks
from surveys.models import Batch, Response
from tests.access_rows import DESK, EDIT, INTERNAL, Row, fresh, wakaba
from tests.surveys.factory import answers, respond
from tests.surveys.paper_records import paper_wave


def a_batch() -> Batch:
    """A batch of a wave that is open, made for the occasion."""
    return batches.add_batch(
        paper_wave(wakaba(), key=fresh("access_paper")), name="窓口", form="sheet", size=2
    )


def of_wave() -> list[Any]:
    return ["wakaba", a_batch().wave.pk]


def of_batch() -> list[Any]:
    batch = a_batch()
    return ["wakaba", batch.wave.pk, batch.pk]


def of_sheet() -> list[Any]:
    batch = a_batch()
    (response,) = respond(batch.wave, [answers(age=1)], code=batch.codes.first(), channel="paper")
    return ["wakaba", batch.wave.pk, response.pk]


def of_rechecked_sheet() -> list[Any]:
    args = of_sheet()
    rechecks.recheck(
        Response.objects.select_related("wave").get(pk=args[2]),
        answers=answers(age=2),
        by=User.objects.get(email="wakaba@example.jp"),
    )
    return args


def _row(name: str, expected: str, args: Callable[[], list[Any]] = of_wave, **more: Any) -> Row:
    return Row(f"surveys:{name}", expected, args, **more)


ROWS: list[Row] = [
    _row("batch_list", INTERNAL),
    _row("batch_add", EDIT, post=422),
    _row("batch_add_all", EDIT, get=405, post=302, data=lambda: {"form": "sheet"}),
    _row("batch_distributed", EDIT, post=302),
    _row("batch_edit", EDIT, of_batch, post=422),
    _row("batch_delete", EDIT, of_batch, post=302),
    _row("entry", EDIT, post=422),
    _row("entry_serial", EDIT, query=lambda: {"serial": "1"}),
    _row("entry_edit", EDIT, of_sheet, post=200),
    _row("returned", DESK),
    _row("recheck_list", EDIT),
    _row("recheck_key", EDIT, of_sheet, post=200),
    _row("recheck_settle", EDIT, of_rechecked_sheet, post=422),
]
