"""課題台帳: the challenges of a district with their stages, steps and voices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from groups.models import Challenge
from groups.reports.chains import Event, challenges_for_page, steps_of
from groups.reports.registry import enquiries_of, issuer_of
from portal.permissions import Access
from portal.prints import Document


@dataclass(frozen=True)
class LedgerRow:
    """One challenge. `moved_on` is the day of its last step, `closed_on` that of its end."""

    number: int
    title: str
    text: str
    stage: str
    fields: tuple[str, ...]
    layer: str
    is_public: bool
    voices: int
    moved_on: date | None
    closed_on: date | None
    closed_note: str
    steps: tuple[Event, ...]


@dataclass(frozen=True, kw_only=True)
class Ledger(Document):
    """The ledger, the furthest stage first."""

    internal: bool
    rows: tuple[LedgerRow, ...]


def ledger(access: Access, *, internal: bool, closed: bool, stages: Iterable[str] = ()) -> Ledger:
    """The challenges that the reader may see; without `internal` those that residents may.

    `closed` adds those that are over; no `stages` means all.
    """
    user = access.user if internal else AnonymousUser()
    challenges = challenges_for_page(user).visible_to(user).filter(district=access.district)
    if not closed:
        challenges = challenges.open()
    if stages := list(stages):
        challenges = challenges.filter(stage__in=stages)
    ordered = sorted(challenges, key=lambda challenge: (-challenge.stage_number, challenge.pk))
    return Ledger(
        title=f"{access.district.name} 課題台帳{'（内部用）' if internal else ''}",
        internal=internal,
        rows=tuple(_row(number, challenge) for number, challenge in enumerate(ordered, start=1)),
        issuer=issuer_of(access.district),
        enquiries=enquiries_of(access.district),
        as_of=timezone.localdate(),
        sources=(f"{issuer_of(access.district)} 課題台帳",),
    )


def _row(number: int, challenge: Challenge) -> LedgerRow:
    return LedgerRow(
        number=number,
        title=challenge.title,
        text=challenge.text,
        stage=challenge.get_stage_display(),
        fields=tuple(challenge.field_labels),
        layer=challenge.get_layer_display(),
        is_public=challenge.is_public,
        voices=challenge.voice_count,  # type: ignore[attr-defined]
        moved_on=challenge.moved_on,  # type: ignore[attr-defined]
        closed_on=challenge.closed_on,
        closed_note=challenge.closed_note,
        steps=tuple(steps_of(challenge)),
    )
