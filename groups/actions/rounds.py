"""Writes on the yearly update round (年1回の確認): starting, asking, answers, applying, closing.

sent ─ answer ─→ returned ─ applied by a coordinator ─→ applied
  └── skipped ←──┘   (a new answer before that replaces the earlier one)

Each write on a sheet locks it first, so that two answers, or two coordinators, at once come one after the other.
"""

from collections.abc import Collection, Iterable
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from groups.actions.exchange import renew_entry
from groups.actions.lists import save_needs, save_offers
from groups.actions.organizations import give_consent, update_organization, withdraw_consent
from groups.actions.recording import change, recorded
from groups.models import Organization, Round, Sheet
from groups.models.activities import Resource
from groups.models.questions import CONSENT, Kind, values_of
from portal import history, mail
from portal.japanese.calendar import fiscal_year
from portal.models import District, User

State, Channel = Sheet.State, Sheet.Channel
CONSENT_METHODS = {
    Channel.LINK: Organization.ConsentMethod.WEB,
    Channel.PAPER: Organization.ConsentMethod.PAPER,
    Channel.PHONE: Organization.ConsentMethod.PHONE,
}
SAVE_ENTRIES = {"offers": save_offers, "needs": save_needs}

# -- The round -------------------------------------------------------------------------------------------------------


@recorded
def start_round(
    *,
    district: District,
    due_on: date,
    letter: str = "",
    starts_on: date | None = None,
    by: User | None = None,
) -> Round:
    """Start the round of a 年度 with a sheet for each active or paused organisation of the district; nobody is
    asked yet. Raises ValidationError where the year has its round.
    """
    starts_on = starts_on or timezone.localdate()
    started = Round(
        district=district,
        fiscal_year=fiscal_year(starts_on),
        starts_on=starts_on,
        due_on=due_on,
        letter=letter,
    )
    history.save(started)
    add_sheets(started)
    return started


@recorded
def add_sheets(running: Round, *, by: User | None = None) -> list[Sheet]:
    """Make sheets for the organisations that have none yet, e.g. those registered meanwhile; returns them."""
    running = Round.objects.locked().select_related("district").get(pk=running.pk)
    last = running.sheets.aggregate(last=Max("number"))["last"] or 0
    missing = (
        Organization.objects.existing()
        .filter(district=running.district_id, merged_into=None)
        .exclude(sheets__round=running)
        .order_by("category__number", "kana_order", "name", "pk")
    )
    sheets = []
    for number, organization in enumerate(missing, start=last + 1):
        sheet = Sheet(round=running, organization=organization, number=number)
        sheet.issue_link()
        history.save(sheet)
        sheets.append(sheet)
    return sheets


@recorded
def change_round(running: Round, *, by: User | None = None, **values: Any) -> None:
    """Change the due date or the letter; the links live as long as the new date says. Raises ValidationError."""
    change(running, values)
    running.sheets.filter(withdrawn_at=None).update(expires_at=running.links_until)


@recorded
def close_round(running: Round, *, on: date | None = None, by: User | None = None) -> None:
    """End the round: its links lead nowhere from now on. Answers that wait can still be applied."""
    change(running, {"closed_on": on or timezone.localdate()})


# -- Asking ----------------------------------------------------------------------------------------------------------


@recorded
def mail_sheet(
    sheet: Sheet, *, reminding: bool = False, today: date | None = None, by: User | None = None
) -> bool:
    """Mail the link to the organisation's internal contacts; tells whether there was anybody to write to.

    Nobody is asked twice, nor reminded twice a day, however often this is called.
    """
    sheet, today = _locked(sheet), today or timezone.localdate()
    allowed = Sheet.objects.to_remind(today) if reminding else Sheet.objects.waiting().filter(sent_on=None)
    if not allowed.filter(pk=sheet.pk).exists():
        return False
    people = [person for person in sheet.organization.internal_contacts.all() if person.email]
    addresses = list(dict.fromkeys(person.email for person in people))
    if not addresses:
        return False
    if reminding:
        change(sheet, {"reminded_on": today})
    else:
        change(sheet, {"sent_on": today, "sent_to": "、".join(addresses)[:500]})
    for address in addresses:
        link = mail.absolute(sheet.link_path)
        mail.send("round_sheet", to=address, sheet=sheet, link=link, reminding=reminding)
    return True


@recorded
def renew_link(sheet: Sheet, *, by: User | None = None) -> str:
    """Give the sheet a new link, e.g. because the earlier one came into wrong hands; returns its address."""
    sheet = _locked(sheet)
    sheet.issue_link()
    history.save(sheet)
    return mail.absolute(sheet.link_path)


@recorded
def mark_called(sheet: Sheet, *, on: date | None = None, by: User | None = None) -> None:
    """Note that somebody telephoned."""
    change(_locked(sheet), {"called_on": on or timezone.localdate()})


@recorded
def skip_sheet(sheet: Sheet, *, by: User | None = None) -> None:
    """The organisation is not asked this year (今年は見送り). Raises ValidationError once it is applied."""
    sheet = _locked(sheet)
    if sheet.is_applied:
        raise ValidationError("すでに反映したので、見送りにはできません。")
    change(sheet, {"state": State.SKIPPED})


@recorded
def take_up_sheet(sheet: Sheet, *, by: User | None = None) -> None:
    """Take back that it is skipped."""
    sheet = _locked(sheet)
    if sheet.is_skipped:
        change(sheet, {"state": State.RETURNED if sheet.has_answer else State.SENT})


# -- Answers ---------------------------------------------------------------------------------------------------------


@recorded
def answer_sheet(
    sheet: Sheet,
    *,
    answers: dict[str, str],
    channel: str,
    seen: str | None = None,
    by: User | None = None,
    **values: Any,
) -> Sheet:
    """Take an answer, in place of an earlier one: `answers` are the corrections by question; also aim, trouble,
    consents, remarks, returned_by, returned_at.

    `seen` is the sheet's answer key when it was opened. Raises ValidationError when another answer came since, and
    where the sheet takes none any more.
    """
    sheet = _locked(sheet)
    if sheet.is_applied or sheet.is_skipped:
        raise ValidationError("この確認シートは、もう受け付けが終わっています。お電話でお知らせください。")
    if channel == Channel.LINK and not Sheet.objects.answerable().filter(pk=sheet.pk).exists():
        raise ValidationError("このリンクの期限が切れました。お電話でお知らせください。")
    if seen is not None and seen != sheet.answer_key:
        raise ValidationError(
            "入力している間に、同じ団体から別の返事が届きました。"
            "こちらの内容に置きかえてよければ、もう一度送ってください。",
            code="conflict",
        )
    returned_at = values.pop("returned_at", None) or timezone.now()
    kept = {"answers": answers, "before": values_of(sheet.organization), "channel": channel}
    change(sheet, values | kept | {"state": State.RETURNED, "returned_at": returned_at})
    return sheet


# -- Applying --------------------------------------------------------------------------------------------------------


@recorded
def apply_sheet(
    sheet: Sheet, *, accepted: Collection[str], seen: str | None = None, by: User | None = None
) -> bool:
    """Write the `accepted` corrections into the record, with 最終確認日 and the day of consent.

    A sheet that is applied already is left alone; tells whether there was something to do. Raises ValidationError
    when a value breaks a rule of the record, and when another answer came since the one that was `seen`.
    """
    sheet = _locked(sheet)
    if sheet.is_applied:
        return False
    if not sheet.is_returned:
        raise ValidationError("返事がまだ来ていません。")
    if seen is not None and seen != sheet.answer_key:
        raise ValidationError("確かめている間に、新しい返事が届きました。内容を見直してください。")
    organization = Organization.objects.locked().get(pk=sheet.organization_id)
    day = timezone.localdate(sheet.returned_at)
    taken = {item.name: item for item in sheet.corrections if item.name in accepted}
    values: dict[str, Any] = {
        name: item.after for name, item in taken.items() if item.question.kind == Kind.VALUE
    }
    if organization.verified_on is None or organization.verified_on <= day:
        values |= {"verified_on": day, "verified_by": sheet.returned_by}
    update_organization(organization, by=by, **values)
    for name in SAVE_ENTRIES:
        _apply_entries(organization, name, taken[name].after if name in taken else None)
    _apply_consent(organization, sheet, day, accepted=CONSENT.name in taken)
    change(
        sheet,
        {"state": State.APPLIED, "accepted": sorted(taken), "applied_by": by, "applied_at": timezone.now()},
    )
    return True


def _apply_entries(organization: Organization, name: str, text: str | None) -> None:
    """What stays goes on for another year (今年も続ける); with a corrected `text`, its lines become the entries."""
    entries = [entry for entry in getattr(organization, name).all() if not entry.is_resting]
    if text is not None:
        rows, removed = rows_of(entries, [line for line in text.splitlines() if line.strip()])
        SAVE_ENTRIES[name](organization, rows, removed=removed)
        entries = [entry for entry in getattr(organization, name).all() if not entry.is_resting]
    for entry in entries:
        renew_entry(entry)


def rows_of(entries: Iterable[Resource], lines: list[str]) -> tuple[list[dict[str, Any]], list[int]]:
    """Rows to save so that the lines become the entries, and the keys of those to remove.

    A line that is nearly an entry's text corrects that entry, which so keeps its kind, time and place.
    """
    left = {entry.pk: entry.text for entry in entries}
    rows: list[dict[str, Any]] = []
    new = []
    for line in lines:
        same = next((pk for pk, text in left.items() if text == line), None)
        if same is None:
            new.append(line)
        else:
            del left[same]
    for line in new:
        near = get_close_matches(line, left.values(), n=1)
        if near:
            pk = next(pk for pk, text in left.items() if text == near[0])
            del left[pk]
            rows.append({"pk": pk, "text": line})
        else:
            rows.append({"text": line})
    return rows, list(left)


def _apply_consent(organization: Organization, sheet: Sheet, day: date, *, accepted: bool) -> None:
    """A consent is dated anew each year. It is given or withdrawn only where the coordinator accepted that."""
    if sheet.consents and (organization.has_consent or accepted):
        method = CONSENT_METHODS[Channel(sheet.channel)]
        give_consent(organization, consented_by=sheet.returned_by, method=method, on=day)
    elif not sheet.consents and organization.has_consent and accepted:
        withdraw_consent(organization)


def _locked(sheet: Sheet) -> Sheet:
    """The sheet as it is now, held until the transaction ends."""
    return Sheet.objects.locked().with_values().get(pk=sheet.pk)
