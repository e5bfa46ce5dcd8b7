"""Writes on introductions (引合せ): asking both sides, their answers, remarks, results and what was done.

    asking ─ both yes ─→ confirmed ─→ continuing ⇄ succeeded
       └─ one no ─→ declined ←─ given up by the coordinator ─┘

Each of these locks the introduction first, so that two answers, or two coordinators, at once come one after the other.
"""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from groups.actions.recording import change, recorded
from groups.models import Confirmation, Introduction, Need, Offer, Organization, Outcome, ProgressNote
from portal import history, mail, search
from portal.models import District, User

State, Answer = Introduction.State, Confirmation.Answer

# How long a side has time to answer by its link.
LINK_DAYS = 30


@recorded
def introduce(
    *,
    district: District,
    giver: Organization,
    taker: Organization,
    subject: str,
    offer: Offer | None = None,
    need: Need | None = None,
    by: User | None = None,
    **values: Any,
) -> Introduction:
    """Bring two organisations together; neither is asked yet. Raises ValidationError.

    `values`: offered and needed (what each side is told of the other; by default the texts of `offer` and `need`),
    introduced_on, follow_up_on.
    """
    if (offer and offer.organization_id != giver.pk) or (need and need.organization_id != taker.pk):
        raise ValidationError("できること・してほしいことは、その団体のものを選んでください。")
    introduction = Introduction(
        district=district,
        giver=giver,
        taker=taker,
        offer=offer,
        need=need,
        subject=subject,
        introduced_by=by,
        **{"offered": str(offer or ""), "needed": str(need or "")} | values,
    )
    history.save(introduction)
    for side in Confirmation.Side:
        confirmation = Confirmation(introduction=introduction, side=side)
        confirmation.renew(days=0)  # a link is made when the side is asked
        history.save(confirmation)
    search.index(introduction)
    return introduction


@recorded
def change_introduction(introduction: Introduction, *, by: User | None = None, **values: Any) -> None:
    """Change its words or the day of the follow-up; its state changes by answers and results only."""
    change(introduction, values)
    search.index(introduction)


# -- Asking ----------------------------------------------------------------------------------------------------------


@recorded
def ask(confirmation: Confirmation, *, email: str = "", by: User | None = None) -> str:
    """Make a link by which one side can answer for 30 days, and mail it where there is an address. Returns it.

    An earlier link ends. Raises ValidationError where there is nothing to ask any more.
    """
    introduction = _locked(confirmation.introduction)
    confirmation = _fresh(confirmation, introduction)
    if introduction.state != State.ASKING or confirmation.answer:
        raise ValidationError("返事がそろったか、引合せが終わっているので、もうたずねる必要はありません。")
    token = confirmation.renew(days=LINK_DAYS)
    confirmation.asked_at = timezone.now()
    confirmation.asked_to = email or "紙・電話"
    history.save(confirmation)
    slug = introduction.district.slug
    link = mail.absolute(reverse("exchange:introduction_answer", args=[slug, token]))
    if email:
        mail.send("introduction_asked", to=email, confirmation=confirmation, link=link)
    return link


@recorded
def withdraw_link(confirmation: Confirmation, *, by: User | None = None) -> None:
    """The link that was sent leads nowhere from now on."""
    change(confirmation, {"withdrawn_at": timezone.now()})


# -- Answers ---------------------------------------------------------------------------------------------------------


@recorded
def answer_by_link(confirmation: Confirmation, *, by: User | None = None, **values: Any) -> Introduction:
    """One side answers: answer, comment, answered_by. Raises ValidationError where the link is over."""
    introduction = _locked(confirmation.introduction)
    confirmation = _fresh(confirmation, introduction)
    if confirmation.answer or not confirmation.is_usable or introduction.state != State.ASKING:
        raise ValidationError("このリンクは、もう使えません。お電話でお知らせください。")
    _note_answer(confirmation, channel=Confirmation.Channel.LINK, **values)
    _settle(introduction)
    _tell_introducer(introduction, confirmation)
    return introduction


@recorded
def answer_by_account(confirmation: Confirmation, *, by: User, **values: Any) -> Introduction:
    """A contact of the organisation answers with an account: answer, comment. Raises ValidationError once it is over."""
    introduction = _locked(confirmation.introduction)
    confirmation = _fresh(confirmation, introduction)
    if not confirmation.is_awaited:
        raise ValidationError(
            "このおたずねは、返事がすんでいるか、終わっています。変えたいときは、お電話でお知らせください。"
        )
    _note_answer(confirmation, channel=Confirmation.Channel.SITE, answered_by=by.name[:50], **values)
    _settle(introduction)
    _tell_introducer(introduction, confirmation)
    return introduction


@recorded
def key_in_answer(confirmation: Confirmation, *, by: User | None = None, **values: Any) -> Introduction:
    """A coordinator notes, or corrects, an answer that came by phone or on paper: answer, channel, comment, answered_by.

    Raises ValidationError once something came of the introduction.
    """
    introduction = _locked(confirmation.introduction)
    confirmation = _fresh(confirmation, introduction)
    if not takes_answers(introduction):
        raise ValidationError(
            "結果が記録されているので、返事は変えられません。画面を開き直して確かめてください。"
        )
    _note_answer(confirmation, **values)
    _settle(introduction)
    return introduction


def takes_answers(introduction: Introduction) -> bool:
    """Whether answers may still be noted or corrected: until a result, or where an answer was the reason to end."""
    if introduction.state in (State.ASKING, State.CONFIRMED):
        return True
    refused = introduction.confirmations.filter(answer=Answer.NO)
    return introduction.state == State.DECLINED and refused.exists()


def _note_answer(confirmation: Confirmation, *, answered_at: datetime | None = None, **values: Any) -> None:
    change(confirmation, values | {"answered_at": answered_at or timezone.now()})


def _settle(introduction: Introduction) -> None:
    """The state that follows from the answers."""
    answers = list(introduction.confirmations.all())
    refusing = next((item for item in answers if item.answer == Answer.NO), None)
    if refusing:
        told = f"{refusing.organization}から「{Answer.NO.label}」との返事がありました。"
        _close(introduction, on=timezone.localdate(refusing.answered_at), note=told)
    else:
        agreed = all(item.answer == Answer.YES for item in answers)
        state = State.CONFIRMED if agreed else State.ASKING
        change(introduction, {"state": state, "result_on": None, "result_note": ""})


def _close(introduction: Introduction, *, on: date, note: str) -> None:
    change(
        introduction, {"state": State.DECLINED, "result_on": on, "result_note": note, "follow_up_on": None}
    )
    for waiting in introduction.confirmations.unanswered().filter(withdrawn_at=None):
        withdraw_link(waiting)


def _tell_introducer(introduction: Introduction, confirmation: Confirmation) -> None:
    """Who brought them together hears of the answer; not where that person has left."""
    person = introduction.introduced_by
    if person and person.is_active:
        link = mail.absolute(introduction.get_absolute_url())
        mail.send("introduction_answered", to=person.email, confirmation=confirmation, link=link)


# -- Results ---------------------------------------------------------------------------------------------------------


@recorded
def record_result(
    introduction: Introduction,
    *,
    state: str,
    on: date,
    note: str = "",
    done: str = "",
    people_reached: int | None = None,
    follow_up_on: date | None = None,
    by: User | None = None,
) -> Introduction:
    """Say what came of it: continuing or succeeded with what was `done`, or declined. Raises ValidationError."""
    introduction = _locked(introduction)
    if state == State.DECLINED:
        if introduction.outcomes.exists():
            raise ValidationError(
                "実績が記録されているので、見送りにはできません。終わったときは「成立」にしてください。"
            )
        _close(introduction, on=on, note=note)
        return introduction
    if introduction.state in (State.ASKING, State.DECLINED):
        raise ValidationError("両方の返事が「お願いします」になってから、結果を記録してください。")
    if done:
        _save_outcome(
            Outcome(introduction=introduction, done_on=on, text=done, people_reached=people_reached)
        )
    elif not introduction.outcomes.exists():
        raise ValidationError({"done": "行ったことを入力してください。"})
    later = follow_up_on if state == State.CONTINUING else None
    change(introduction, {"state": state, "result_on": on, "result_note": note, "follow_up_on": later})
    return introduction


@recorded
def reopen(introduction: Introduction, *, by: User | None = None) -> Introduction:
    """Take up again what a coordinator had given up; the answers that came still hold. Raises ValidationError."""
    introduction = _locked(introduction)
    if introduction.state != State.DECLINED:
        raise ValidationError("見送りになっていないので、再開する必要はありません。")
    if introduction.confirmations.filter(answer=Answer.NO).exists():
        raise ValidationError(
            "「今回は見送ります」という返事があります。返事が変わったときは、返事を入力し直してください。"
        )
    _settle(introduction)
    return introduction


@recorded
def save_outcome(outcome: Outcome, *, by: User | None = None) -> Outcome:
    """Add or change what was done (実績) of an introduction that goes on or succeeded. Raises ValidationError."""
    if not _locked(outcome.introduction).is_fruitful:
        raise ValidationError("結果を「成立」か「継続中」にしてから、実績を足してください。")
    return _save_outcome(outcome)


def _save_outcome(outcome: Outcome) -> Outcome:
    if outcome.done_on > timezone.localdate():
        raise ValidationError({"done_on": "行った日が先の日付になっています。"})
    history.save(outcome)
    return outcome


@recorded
def delete_outcome(outcome: Outcome, *, by: User | None = None) -> None:
    """Delete what was noted by mistake; the history keeps it. Raises ValidationError for the only one."""
    introduction = _locked(outcome.introduction)
    if introduction.outcomes.count() == 1:
        raise ValidationError(
            "実績がなくなってしまうので、消せません。まちがいは「直す」から直してください。"
        )
    outcome.delete()


@recorded
def add_note(
    introduction: Introduction, *, text: str, written_on: date | None = None, by: User | None = None
) -> ProgressNote:
    """Add a remark on how it goes."""
    note = ProgressNote(
        introduction=introduction, text=text, written_on=written_on or timezone.localdate(), written_by=by
    )
    history.save(note)
    search.index(introduction)
    return note


def _locked(introduction: Introduction) -> Introduction:
    """The introduction as it is now, held until the transaction ends."""
    return Introduction.objects.locked().with_sides().get(pk=introduction.pk)


def _fresh(confirmation: Confirmation, introduction: Introduction) -> Confirmation:
    """The answer of the same side as it is now, below the locked introduction."""
    return introduction.confirmations.get(pk=confirmation.pk)
