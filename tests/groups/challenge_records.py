"""Makes voices, challenges, votes, themes, cases and meetings for tests; each takes any field by name."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from groups.models import (
    AgendaItem,
    Ballot,
    Candidate,
    Case,
    Challenge,
    Meeting,
    Roundtable,
    Step,
    Theme,
    Voice,
)
from portal.japanese.calendar import FiscalYear
from portal.models import District


def this_year() -> int:
    """This 年度."""
    return FiscalYear.of(timezone.localdate()).year


def make_voice(district: District, text: str = "買い物に行く足がありません。", **fields: Any) -> Voice:
    fields.setdefault("received_on", timezone.localdate())
    return Voice.objects.create(district=district, text=text, **fields)


def make_reply(district: District, text: str = "ベンチがほしいです。", **fields: Any) -> Voice:
    """A published voice with a reply."""
    answered = {"state": "published", "answer": "adopted", "reply": "置きました。"}
    return make_voice(district, text, **(answered | {"replied_on": timezone.localdate()} | fields))


def make_challenge(district: District, title: str = "買い物の足がない", **fields: Any) -> Challenge:
    fields.setdefault("is_public", True)
    return Challenge.objects.create(district=district, title=title, **fields)


def make_step(
    challenge: Challenge, stage: str = "challenge", taken_on: date | None = None, **fields: Any
) -> Step:
    fields.setdefault("text", "取り上げました。")
    day = taken_on or timezone.localdate()
    return Step.objects.create(challenge=challenge, stage=stage, taken_on=day, **fields)


def make_talk(challenge: Challenge, held_on: date, **fields: Any) -> AgendaItem:
    """A public meeting that talked about a challenge and decided something."""
    table = Roundtable.objects.create(district=challenge.district, name=f"協議体{held_on}")
    meeting = Meeting.objects.create(
        roundtable=table,
        fiscal_year=FiscalYear.of(held_on).year,
        number=3,
        held_on=held_on,
        state="minuted",
        is_public=fields.pop("is_public", True),
    )
    fields.setdefault("decision", "移動販売をためします。")
    return AgendaItem.objects.create(meeting=meeting, title="買い物のこと", challenge=challenge, **fields)


def make_ballot(
    district: District, titles: Iterable[str] = ("買い物", "見守り", "防災"), **fields: Any
) -> Ballot:
    """A ballot that is open today, unless `state` or the days say otherwise."""
    today = timezone.localdate()
    ballot = Ballot.objects.create(
        district=district,
        **{
            "fiscal_year": this_year() + 1,
            "title": "来年度のテーマ",
            "state": "open",
            "opens_on": today - timedelta(days=1),
            "closes_on": today + timedelta(days=7),
        }
        | fields,
    )
    for order, title in enumerate(titles, start=1):
        Candidate.objects.create(ballot=ballot, title=title, order=order)
    return ballot


def make_theme(district: District, title: str = "買い物をあきらめない", **fields: Any) -> Theme:
    """A theme that is approved, unless `approved_on` is None."""
    fields.setdefault("fiscal_year", this_year())
    fields.setdefault("approved_on", date(2026, 3, 15))
    return Theme.objects.create(district=district, title=title, **fields)


def make_case(district: District, title: str = "団地の移動販売", **fields: Any) -> Case:
    written = {"why": "声がありました。", "what": "車を呼びました。", "change": "笑顔が増えました。"}
    shown = {"is_public": True, "published_on": timezone.localdate()}
    return Case.objects.create(district=district, title=title, **(written | shown | fields))
