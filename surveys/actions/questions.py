"""Writes on questions (質問). Each raises the wave's edition, and keeps what the answers that are there mean."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Max

from groups.actions.recording import change, recorded
from portal import history
from portal.models import User
from surveys.actions.choices import add_choices, add_items
from surveys.actions.guards import check_question, guard_of, refuse
from surveys.actions.order import check_followups, fresh, number
from surveys.actions.waves import locked, raise_edition
from surveys.models import Answer, Kind, Question, Section, Survey, Wave

CHOOSING = (Kind.S, Kind.SC, Kind.M)
WITH_CHOICES = (*CHOOSING, Kind.MX)


def new_key(survey: Survey) -> str:
    """A key that no question of the series has: q1, q2 …"""
    keys = Question.objects.filter(wave__survey=survey).values_list("key", flat=True)
    numbers = [int(found[1]) for key in keys if (found := re.match(r"q(\d{1,4})(?:_|\D|$)", key))]
    return f"q{max(numbers, default=0) + 1}"


@recorded
def add_question(
    question: Question,
    *,
    choices: Iterable[str] = (),
    items: Iterable[str] = (),
    by: User | None = None,
) -> Question:
    """Add a question at the end of its section, a follow-up behind the question it goes on from (and its other
    follow-ups). Without a key it gets the next one. Choices and items are lines of text. Raises ValidationError.
    """
    wave = locked(question.wave)
    refuse(guard_of(wave).adding)
    question.key = question.key or new_key(wave.survey)
    _fit_kind(question)
    _check_kind_of_key(question)
    _check_condition(question)
    _check_section(wave, question)
    question.order = (question.section.questions.aggregate(last=Max("order"))["last"] or 0) + 1
    history.save(question)
    if question.shown_if_id:
        _place_behind_parent(question)
    choices, items = list(choices), list(items)
    if choices and question.kind in WITH_CHOICES:
        add_choices(question, texts=choices)
    if items and question.kind == Kind.MX:
        add_items(question, texts=items)
    raise_edition(wave)
    return question


def _place_behind_parent(question: Question) -> None:
    """Behind the parent and the follow-ups that it has already in this section."""
    others = list(question.section.questions.exclude(pk=question.pk))
    family = {question.shown_if_id}
    place = None
    for index, other in enumerate(others):
        if other.pk in family or other.shown_if_id in family:
            family.add(other.pk)
            place = index
    if place is not None:
        number([*others[: place + 1], question, *others[place + 1 :]])


@recorded
def save_question(question: Question, *, by: User | None = None) -> Question:
    """Save a changed question; moved to another section it comes last there. Raises ValidationError by field."""
    wave = locked(question.wave)
    stored = Question.objects.locked().get(pk=question.pk)
    guard = guard_of(wave)
    check_question(guard, stored, question)
    if question.section_id != stored.section_id:
        refuse(guard.moving, "section")
        _check_section(wave, question)
        question.order = (question.section.questions.aggregate(last=Max("order"))["last"] or 0) + 1
    if guard.is_free:
        _check_kind_change(stored, question)
        _fit_kind(question)
        _check_kind_of_key(question)
        _check_condition(question)
    history.save(question)
    check_followups(wave)
    raise_edition(wave)
    return question


@recorded
def move_question(question: Question, *, by_places: int, by: User | None = None) -> None:
    """Move a question up (-1) or down (1); at the end of its section it goes on to the next one."""
    wave = locked(question.wave)
    refuse(guard_of(wave).moving)
    question = fresh(question)
    section = question.section
    siblings = list(section.questions.all())
    here = [each.pk for each in siblings].index(question.pk)
    there = here + by_places
    if 0 <= there < len(siblings):
        siblings.insert(there, siblings.pop(here))
        number(siblings)
    else:
        _move_to_neighbour(wave, question, siblings, by_places)
    check_followups(wave)
    raise_edition(wave)


def _move_to_neighbour(wave: Wave, question: Question, siblings: list[Question], by_places: int) -> None:
    sections = list(wave.sections.all())
    place = [each.pk for each in sections].index(question.section_id) + (1 if by_places > 0 else -1)
    if not 0 <= place < len(sections):
        return
    moved = next(each for each in siblings if each.pk == question.pk)
    change(moved, {"section": sections[place]})
    others = [each for each in sections[place].questions.all() if each.pk != moved.pk]
    number([moved, *others] if by_places > 0 else [*others, moved])
    number([each for each in siblings if each.pk != question.pk])


@recorded
def delete_question(question: Question, *, by: User | None = None) -> None:
    """Delete a question of a wave in preparation, with its choices. Raises ValidationError."""
    wave = locked(question.wave)
    refuse(guard_of(wave).deleting)
    question = fresh(question)
    if following := list(question.followups.all()):
        named = "」「".join(each.text for each in following)
        raise ValidationError(
            f"この質問の答えによって「{named}」を聞いています。先に、その質問を消すか、「全員に聞く」に変えてください。"
        )
    Answer.objects.filter(question=question, response__is_test=True).delete()
    question.delete()
    raise_edition(wave)


@recorded
def set_condition(
    question: Question, *, parent: Question | None, codes: Iterable[int] = (), by: User | None = None
) -> Question:
    """Ask a question only of those who gave one of these answers to an earlier one; of everybody without `parent`."""
    wave = locked(question.wave)
    refuse(guard_of(wave).meaning)
    question = Question.objects.locked().select_related("section").get(pk=question.pk)
    question.wave = wave
    question.shown_if = parent
    question.shown_codes = sorted(codes) if parent else []
    _check_condition(question)
    history.save(question)
    check_followups(wave)
    raise_edition(wave)
    return question


# -- Rules ------------------------------------------------------------------------------------------------------------


def _check_section(wave: Wave, question: Question) -> None:
    if not Section.objects.filter(pk=question.section_id, wave=wave).exists():
        raise ValidationError({"section": "この回のまとまりから選んでください。"})


def _fit_kind(question: Question) -> None:
    """Take away what means nothing for questions of this kind."""
    if question.kind != Kind.M:
        question.max_choices = None
    if question.kind != Kind.N:
        question.minimum = question.maximum = None
        question.unit = ""
    if question.kind != Kind.T:
        question.max_length = Question._meta.get_field("max_length").default


def _check_kind_change(stored: Question, question: Question) -> None:
    if stored.kind == question.kind:
        return
    if question.kind not in WITH_CHOICES and question.choices.exists():
        raise ValidationError(
            {"kind": "選択肢が残っています。先に選択肢を消してから、答え方を変えてください。"}
        )
    if question.kind != Kind.MX and question.items.exists():
        raise ValidationError(
            {"kind": "表の項目が残っています。先に項目を消してから、答え方を変えてください。"}
        )
    if question.kind not in CHOOSING and question.followups.exists():
        raise ValidationError(
            {"kind": "この質問の答えによって聞く質問があるため、選択肢から選ぶ答え方にしてください。"}
        )


def _check_kind_of_key(question: Question) -> None:
    """The same key is the same question in every wave, or nothing could be compared."""
    others = Question.objects.filter(key=question.key, wave__survey=question.wave.survey_id)
    other = others.exclude(wave=question.wave_id).exclude(kind=question.kind).select_related("wave").first()
    if other:
        raise ValidationError(
            {
                "key": f"設問キー「{question.key}」は、第{other.wave.number}回では「{other.get_kind_display()}」の質問です。"
                "答え方がちがうとくらべられないので、ちがう設問キーにしてください。"
            }
        )


def _check_condition(question: Question) -> None:
    parent = question.shown_if
    if parent is None:
        question.shown_codes = []
        return
    if parent.wave_id != question.wave_id or parent.pk == question.pk:
        raise ValidationError({"shown_if": "この回の、前にある質問から選んでください。"})
    if parent.kind not in CHOOSING:
        raise ValidationError({"shown_if": "選択肢から選ぶ質問の答えによってだけ、続けて聞けます。"})
    codes = set(parent.choices.values_list("code", flat=True))
    if not question.shown_codes or not set(question.shown_codes) <= codes:
        raise ValidationError({"shown_codes": "どの答えの方に続けて聞くのか、1つ以上選んでください。"})
