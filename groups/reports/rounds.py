"""How far a yearly update round is, and the sheets to print (確認シート)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from groups.models import Round, Sheet
from groups.models.questions import QUESTIONS, values_of
from groups.reports.registry import enquiries_of, issuer_of
from portal import mail
from portal.permissions import Access
from portal.prints import Document


@dataclass(frozen=True)
class RoundProgress:
    """How many sheets of a round are in which state, by which way the answers came, and what is to be done."""

    total: int
    waiting: int
    returned: int
    applied: int
    skipped: int
    by_link: int
    by_paper: int
    by_phone: int
    # What is to be done with how many: mail the link, remind, telephone; and whose record lacks purpose or problems.
    to_mail: int
    to_remind: int
    to_call: int
    incomplete: int

    @property
    def answered(self) -> int:
        return self.returned + self.applied

    @property
    def asked(self) -> int:
        """All but those that are passed over this year."""
        return self.total - self.skipped

    @property
    def percent(self) -> int:
        return round(100 * self.answered / self.asked) if self.asked else 0


def round_progress(running: Round) -> RoundProgress:
    """The numbers of a round, in one query."""
    state, channel = Sheet.State, Sheet.Channel
    answered = Q(state__in=[state.RETURNED, state.APPLIED])
    counts = {
        "total": Q(),
        "waiting": Q(state=state.SENT),
        "returned": Q(state=state.RETURNED),
        "applied": Q(state=state.APPLIED),
        "skipped": Q(state=state.SKIPPED),
        "by_link": answered & Q(channel=channel.LINK),
        "by_paper": answered & Q(channel=channel.PAPER),
        "by_phone": answered & Q(channel=channel.PHONE),
    }
    today, sheets = timezone.localdate(), running.sheets.current()
    for name, found in {
        "to_mail": sheets.mailable(),
        "to_remind": sheets.to_remind(today),
        "to_call": sheets.to_call(today),
        "incomplete": sheets.incomplete(),
    }.items():
        counts[name] = Q(pk__in=found.order_by().values("pk"))
    return RoundProgress(
        **running.sheets.current().aggregate(
            **{name: Count("pk", filter=which) for name, which in counts.items()}
        )
    )


# -- 確認シート -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SheetLine:
    """One question on paper, with what is known so far; `rows` is the room for a correction in lines."""

    label: str
    value: str
    rows: int


@dataclass(frozen=True)
class SheetSection:
    heading: str
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True)
class ConfirmationSheet:
    """The sheet of one organisation; `link` is empty where it takes no answer by link any more."""

    number: int
    name: str
    sections: tuple[SheetSection, ...]
    last_aim: str
    last_trouble: str
    has_consent: bool
    link: str


@dataclass(frozen=True, kw_only=True)
class ConfirmationSheets(Document):
    """The sheets to hand over or to send by FAX, and where they come back to."""

    letter: str
    due_on: date
    reply_to: tuple[str, ...]
    sheets: tuple[ConfirmationSheet, ...]


def confirmation_sheets(access: Access, *, running: Round, sheets: Iterable[Sheet]) -> ConfirmationSheets:
    """The sheets of a round; `sheets` with their values (`SheetQuerySet.with_values`)."""
    district = access.district
    sheets = list(sheets)
    aims = last_aims(running, [sheet.organization_id for sheet in sheets])
    return ConfirmationSheets(
        title="団体・施設の登録内容の確認シート",
        issuer=issuer_of(district),
        enquiries=enquiries_of(district),
        as_of=timezone.localdate(),
        sources=(f"{issuer_of(district)} 団体・施設台帳",),
        letter=running.letter,
        due_on=running.due_on,
        reply_to=reply_to(running),
        sheets=tuple(_sheet(sheet, running, aims.get(sheet.organization_id, "")) for sheet in sheets),
    )


def last_aims(running: Round, organizations: Iterable[int]) -> dict[int, str]:
    """What the organisations wanted to do (今年の目的) in the round before, by their ids."""
    earlier = Sheet.objects.filter(
        round__district=running.district_id,
        round__fiscal_year__lt=running.fiscal_year,
        organization__in=list(organizations),
    ).exclude(aim="")
    return dict(earlier.order_by("round__fiscal_year").values_list("organization", "aim"))


def reply_to(running: Round) -> tuple[str, ...]:
    """Where a sheet on paper goes: the council's name, address, FAX, telephone with hours."""
    district = running.district
    phone = f"電話 {district.phone}" if district.phone else ""
    hours = f"（{district.office_hours}）" if phone and district.office_hours else ""
    lines = (
        issuer_of(district),
        f"{f'〒{district.postcode} ' if district.postcode else ''}{district.address}",
        f"FAX {district.fax}" if district.fax else "",
        f"{phone}{hours}",
    )
    return tuple(line for line in lines if line)


# Room to correct by hand, in lines.
ROOM = {"purpose": 2, "activities": 3, "offers": 3, "needs": 3}


def _sheet(sheet: Sheet, running: Round, last_aim: str) -> ConfirmationSheet:
    values = values_of(sheet.organization)
    sheet.round = running
    open_link = running.is_running and sheet.is_usable and (sheet.is_waiting or sheet.is_returned)
    return ConfirmationSheet(
        number=sheet.number,
        name=sheet.organization.name,
        sections=tuple(
            SheetSection(
                heading,
                tuple(SheetLine(item.label, values[item.name], ROOM.get(item.name, 1)) for item in questions),
            )
            for heading, questions in QUESTIONS.items()
        ),
        last_aim=last_aim,
        last_trouble=sheet.organization.issues,
        has_consent=sheet.organization.has_consent,
        link=mail.absolute(sheet.link_path) if open_link else "",
    )
