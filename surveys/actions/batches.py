"""Writes on paper: batches (配布のまとまり) of numbered sheets and slips, and what was handed out of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max

from groups.actions.recording import change, recorded
from portal import bulk, history
from portal.models import Neighborhood, User
from surveys.actions.publishing import settle
from surveys.codes import new_access_code
from surveys.models import AccessCode, Batch, Response, Wave

# More would be a slip of the finger: no district hands out so many in one batch, and none so many in a wave.
MOST_SHEETS = 5_000
MOST_OF_WAVE = 30_000


def _hold(wave: Wave) -> None:
    """Hold the wave until the transaction ends: serial numbers are given out in a row, by one at a time.

    Raises ValidationError where it takes no answers any more.
    """
    state = Wave.objects.locked().values_list("state", flat=True).get(pk=wave.pk)
    if state == Wave.State.CLOSED:
        raise ValidationError("締め切ったアンケートには、用紙を足せません。", code="closed")


@recorded
def add_batch(wave: Wave, *, by: User | None = None, **values: Any) -> Batch:
    """A batch with its codes; its serial numbers go on from the last of the wave. Raises ValidationError."""
    _hold(wave)
    batch = Batch(wave=wave, first_serial=_next_serial(wave), **values)
    _save_with_codes(batch)
    return batch


@recorded
def add_batches(
    wave: Wave, *, neighborhoods: Iterable[Neighborhood], form: str, by: User | None = None
) -> list[Batch]:
    """A batch for each neighbourhood, as large as it has households; those without households or with a batch of this
    form already are passed over. Raises ValidationError.
    """
    _hold(wave)
    taken = set(wave.batches.filter(form=form).values_list("neighborhood", flat=True))
    made = []
    for neighborhood in neighborhoods:
        if not neighborhood.households or neighborhood.pk in taken:
            continue
        batch = Batch(
            wave=wave,
            name=neighborhood.name,
            neighborhood=neighborhood,
            form=form,
            size=neighborhood.households,
            first_serial=made[-1].last_serial + 1 if made else _next_serial(wave),
        )
        _save_with_codes(batch)
        made.append(batch)
    return made


def _next_serial(wave: Wave) -> int:
    return (wave.codes.aggregate(last=Max("serial"))["last"] or 0) + 1


def _save_with_codes(batch: Batch) -> None:
    if (batch.size or 0) > MOST_SHEETS:
        raise ValidationError({"size": f"1つのまとまりは、{MOST_SHEETS:,}部までにしてください。"})
    if batch.size and batch.last_serial > MOST_OF_WAVE:
        raise ValidationError({"size": f"1回のアンケートは、合わせて{MOST_OF_WAVE:,}部までです。"})
    history.save(batch)
    serials = range(batch.first_serial, batch.last_serial + 1)
    codes = zip(serials, _new_codes(batch.size), strict=True)
    bulk.insert(
        [AccessCode(wave=batch.wave, batch=batch, serial=serial, code=code) for serial, code in codes]
    )


def _new_codes(count: int) -> list[str]:
    """Codes that no sheet or slip of any wave has. Of 55 thousand million, a few thousand seldom meet one."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {new_access_code() for _ in range(count - len(found))}
        found |= drawn - set(AccessCode.objects.filter(code__in=drawn).values_list("code", flat=True))
    return list(found)


@recorded
def save_batch(batch: Batch, *, by: User | None = None) -> Batch:
    """Save what a batch is called, where it went and how many were handed out. Its sheets and codes stay as printed.

    Raises ValidationError.
    """
    _check_distributed(batch, batch.distributed)
    history.save(batch)
    settle(batch.wave)
    return batch


@recorded
def save_distributed(wave: Wave, *, counts: Mapping[int, Mapping[str, Any]], by: User | None = None) -> int:
    """Write how many of each batch were handed out, and when: {id: {"distributed", "handed_out_on"}}.

    Returns how many batches changed. Raises ValidationError.
    """
    changed = 0
    for batch in wave.batches.locked().filter(pk__in=list(counts)):
        values = dict(counts[batch.pk])
        _check_distributed(batch, values.get("distributed"))
        changed += change(batch, values)
    if changed:
        settle(wave)
    return changed


def _check_distributed(batch: Batch, distributed: int | None) -> None:
    if distributed is not None and distributed > batch.size:
        raise ValidationError({"distributed": f"作った部数（{batch.size:,}部）より多くは配れません。"})


@recorded
def delete_batch(batch: Batch, *, by: User | None = None) -> None:
    """Delete a batch with its codes; sheets that were printed of it are void then. Raises ValidationError."""
    _hold(batch.wave)
    answered = Response.objects.filter(batch=batch).count()
    if answered:
        raise ValidationError(
            f"このまとまりの用紙や番号で、もう{answered:,}件の回答を受け取っているため、消せません。"
            "使わなかった分は、「配った数」に入れなければ、回収率に数えません。"
        )
    if batch.codes.filter(draft__isnull=False).exists():
        raise ValidationError("このまとまりの番号で、いま答えている途中の方がいるため、消せません。")
    batch.delete()
