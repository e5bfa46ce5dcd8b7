"""Unfinished answers: begun, kept on the server page by page, found again by a number, sent exactly once.

A draft holds what was typed, also what is no answer yet (a word where a number is asked): nothing is lost on the way.
What counts is decided when it is sent (`surveys.questionnaire.clean_answers`).
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from portal.models import District, User
from surveys.actions.responses import Filled, hold, record_response
from surveys.codes import CODE_LENGTH, RESUME_LENGTH, new_resume_code, read_code
from surveys.models import AccessCode, Draft, Participation, Response, Wave
from surveys.questionnaire import Answer, Answers, clean_answers, questionnaire_of

# Who has begun in time may finish so many days after the last day, unless the wave is closed before.
GRACE = timedelta(days=3)
TEST_KEPT = timedelta(days=7)
# What tells that an answer was sent goes so long after the last day; by then no draft and no browser can send again.
PARTICIPATION_KEPT = timedelta(days=30)

CODE_USED = "この番号の回答は、もう受け取っています。"
NOT_OPEN = "このアンケートは、いまは回答を受け付けていません。"


class AlreadySent(Exception):
    """The draft was sent before; its response is kept."""


class DraftGone(Exception):
    """There is no such draft: it ran out, or it was never there."""


class ChangedElsewhere(Exception):
    """Another window saved other answers to the same questions; `draft` is as it stands now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


class Incomplete(Exception):
    """What keeps a draft from being sent: {question key: what is wrong}."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__()
        self.wrong = wrong


# -- Begun and found again --------------------------------------------------------------------------------------------


@transaction.atomic
def start_draft(
    wave: Wave,
    *,
    code: AccessCode | None = None,
    one_by_one: bool = False,
    is_test: bool = False,
    by_phone: bool = False,
) -> Draft:
    """A new draft; of a code that has one already, that one.

    Raises ValidationError where the wave takes no answers now, where a code is needed (`by_phone` a coordinator
    answers for that), or where the code was used.
    """
    if is_test:
        may_start = not wave.is_closed  # closing takes test answers out, and nothing would do so again
    else:
        may_start = wave.state == Wave.State.OPEN if by_phone else wave.is_answerable
    if not may_start:
        raise ValidationError(NOT_OPEN, code="not_open")
    if code is None:
        if wave.needs_code and not is_test and not by_phone:
            raise ValidationError("配られた紙にある番号を入力してください。", code="code_needed")
        return _new_draft(wave, None, one_by_one=one_by_one, is_test=is_test)
    if Response.objects.filter(code=code).exists():
        raise ValidationError(CODE_USED, code="code_used")
    found = Draft.objects.filter(code=code).first()
    if found is None:
        try:
            with transaction.atomic():
                return _new_draft(wave, code, one_by_one=one_by_one, is_test=is_test)
        except IntegrityError:  # somebody else entered the same code at this moment
            found = Draft.objects.get(code=code)
    return found


def _new_draft(wave: Wave, code: AccessCode | None, *, one_by_one: bool, is_test: bool) -> Draft:
    draft = Draft(wave=wave, code=code, one_by_one=one_by_one, is_test=is_test)
    draft.resume_code = new_resume_code()
    draft.expires_at = _expiry(wave, is_test=is_test)
    draft.save(force_insert=True)
    return draft


def _expiry(wave: Wave, *, is_test: bool) -> datetime:
    """The end of the last day on which a draft can be sent."""
    last = timezone.localdate() + TEST_KEPT if is_test else wave.closes_on + GRACE
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))


def look_up(district: District, typed: str) -> Draft | AccessCode | None:
    """What a typed number means in a district: a draft that can go on, or the code of a sheet or slip without one.

    None for anything else, whether it never existed, belongs to another district or has run out.
    """
    number = read_code(typed)
    here = {"wave__survey__district": district, "wave__state": Wave.State.OPEN}
    if number.isdecimal() and len(number) == RESUME_LENGTH:
        return _going(Draft.objects.filter(resume_code=number, **here))
    if len(number) != CODE_LENGTH:
        return None
    code = AccessCode.objects.filter(code=number, **here).select_related("wave__survey").first()
    return (_going(Draft.objects.filter(code=code)) or code) if code else None


def _going(drafts: Any) -> Draft | None:
    found: Draft | None = drafts.select_related("wave__survey").first()
    return found if found and may_send(found.wave, found) else None


def may_send(wave: Wave, draft: Draft, *, by_phone: bool = False) -> bool:
    """Whether a draft can still be finished: until some days after the last day, or until the wave is closed."""
    if draft.is_test:
        return not wave.is_closed and draft.expires_at > timezone.now()
    if wave.state != Wave.State.OPEN:
        return False
    return by_phone or timezone.localdate() <= wave.closes_on + GRACE


# -- Kept ---------------------------------------------------------------------------------------------------------------


def mark_of(answers: Mapping[str, Any], keys: Iterable[str]) -> str:
    """A short mark of the answers to some questions, by which a later change of them is noticed."""
    said = json.dumps([answers.get(key) for key in keys], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def save_answers(
    draft: Draft,
    given: Mapping[str, Answer | None],
    *,
    seen: str,
    window: str,
    position: int | None = None,
    one_by_one: bool | None = None,
) -> Draft:
    """Keep answers to some questions (None: no answer), and where the reader stands.

    `seen` is the mark (`mark_of`) of what the window showed, `window` its random name. Where another window has
    changed an answer to these questions in between, nothing is kept: raises ChangedElsewhere. Raises DraftGone where
    the draft is no more. Two queries.
    """
    found: Draft | None = Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first()
    if found is None:
        raise DraftGone
    found.wave = draft.wave
    differs = any(found.answers.get(key) != answer for key, answer in given.items())
    if differs and found.window != window and mark_of(found.answers, given) != seen:
        raise ChangedElsewhere(found)
    for key, answer in given.items():
        if answer is None:
            found.answers.pop(key, None)
        else:
            found.answers[key] = answer
    found.window = window
    found.version += 1
    if position is not None:
        found.position = position
    if one_by_one is not None:
        found.one_by_one = one_by_one
    if not found.is_test:  # the wave's last day may have been put off
        found.expires_at = _expiry(draft.wave, is_test=False)
    found.save()
    return found


# -- Sent -----------------------------------------------------------------------------------------------------------------


def digest_of(wave: Wave, resume_code: str) -> str:
    """The mark of a draft that was sent: a keyed hash, from which nobody finds back to the draft or the response."""
    return hmac.new(wave.secret.encode(), resume_code.encode(), hashlib.sha256).hexdigest()


def was_sent(wave: Wave, resume_code: str) -> bool:
    """Whether a draft with this number has been sent."""
    return Participation.objects.filter(wave=wave, digest=digest_of(wave, resume_code)).exists()


@transaction.atomic
def send_draft(
    wave: Wave,
    *,
    pk: int,
    resume_code: str,
    version: int,
    channel: str = Response.Channel.WEB,
    is_proxy: bool = False,
    entered_by: User | None = None,
) -> Answers:
    """Make a response of a draft; the draft goes. All of it or nothing, once and never again. Returns what was sent.

    `version` is the draft's when the reader looked over the answers. Raises AlreadySent, DraftGone, ChangedElsewhere
    (it was changed after the reader's look), Incomplete; ValidationError where the wave takes no answers any more or
    the code of the sheet came in by another way.
    """
    # From here on the questionnaire stays as it is. The wave first, then its draft, in the order in which closing takes
    # them: the other way round the two would wait for each other.
    hold(wave)
    draft = Draft.objects.select_for_update(of=("self",)).filter(pk=pk, resume_code=resume_code).first()
    if draft is None:
        raise AlreadySent if was_sent(wave, resume_code) else DraftGone
    draft.wave = wave
    if not may_send(wave, draft, by_phone=entered_by is not None):
        raise ValidationError(NOT_OPEN, code="not_open")
    if draft.version != version:
        raise ChangedElsewhere(draft)
    answers, wrong = checked(wave, draft.answers)
    if wrong:
        raise Incomplete(wrong)
    record_response(
        wave,
        Filled(
            answers=answers,
            channel=channel,
            is_proxy=is_proxy,
            is_test=draft.is_test,
            code=draft.code,
            entered_by=entered_by,
        ),
    )
    if not draft.is_test:
        Participation.objects.create(wave=wave, digest=digest_of(wave, resume_code))
    draft.delete()
    return answers


MISSING = "この質問には、かならずお答えください。"


def checked(wave: Wave, answers: Mapping[str, Answer]) -> tuple[Answers, dict[str, str]]:
    """The answers as they would be sent, and {question key: what is wrong or missing}."""
    questionnaire = questionnaire_of(wave)
    cleaned, wrong = clean_answers(questionnaire, answers)
    shown = {asked.key for asked in questionnaire.shown(answers)}
    wrong = {key: text for key, text in wrong.items() if key in shown}
    for asked in questionnaire.missing(cleaned):
        wrong.setdefault(asked.key, MISSING)
    return cleaned, wrong


# -- Erased ---------------------------------------------------------------------------------------------------------------


def purge_drafts(today: date) -> int:
    """Delete drafts that can no longer be sent: some days after the wave's last day, or of a closed wave."""
    ended = Draft.objects.filter(is_test=False, wave__closes_on__lt=today - GRACE)
    closed = Draft.objects.filter(is_test=False, wave__state=Wave.State.CLOSED)
    start = timezone.make_aware(datetime.combine(today, time()))
    tests = Draft.objects.filter(is_test=True, expires_at__lte=start)
    return sum(drafts.delete()[0] for drafts in (ended, closed, tests))


@transaction.atomic
def purge_participations(today: date) -> int:
    """Delete what tells that something was sent, a month after the end, and the key of the hashes with it; mix the rest."""
    mix_participations()
    over = Wave.objects.filter(state=Wave.State.CLOSED, closes_on__lt=today - PARTICIPATION_KEPT)
    gone: int = Participation.objects.filter(wave__in=over).delete()[0]
    over.exclude(secret="").update(secret="", updated_at=F("updated_at"))
    return gone


def mix_participations() -> None:
    """Write all marks of what was sent anew, in one go and in random order.

    A mark comes in the same transaction as its response. By the number of that transaction (xmin), by keys that count
    up, by the place in the table, whoever reads the database could tell which two belong together; after this no more.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM surveys_participation")
        if cursor.fetchone()[0] < 2:
            return  # no new one has come since all were mixed
        cursor.execute(
            "WITH taken AS (DELETE FROM surveys_participation RETURNING wave_id, digest) "
            "INSERT INTO surveys_participation (wave_id, digest) SELECT wave_id, digest FROM taken ORDER BY random()"
        )
