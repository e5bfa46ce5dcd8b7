"""Copying questionnaires: the last wave into the next one, another district's public wave, single questions.

Keys, codes, conditions and sections are kept, so that waves can be compared; and what was not published stays so, until
somebody decides otherwise. Answers, results and approval are not copied.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Prefetch, Q

from groups.actions.recording import recorded
from portal import history
from portal.japanese.calendar import FiscalYear, weekday
from portal.models import Neighborhood, User
from surveys.actions.guards import guard_of, refuse
from surveys.actions.order import check_followups, number
from surveys.actions.series_codes import SeriesCodes
from surveys.actions.waves import locked, next_number, raise_edition
from surveys.models import Choice, Item, Question, Section, Survey, Wave

# How long before its first day a wave is prepared, where the day of last year is over.
PREPARATION = timedelta(days=21)

_WORDS = ("lead", "purpose", "thanks", "minutes", "target", "method", "sampling", "access")
_QUESTION = (*Question.CONTENT, "is_published")
_CHOICE = (*Choice.CONTENT, "neighborhood")


# -- Days -------------------------------------------------------------------------------------------------------------


def moved_days(source: Wave, today: date) -> tuple[date, date]:
    """First and last day of the next wave: those of the source in this 年度 on the same weekdays, three weeks from
    today where they are over."""
    year = FiscalYear.of(today)
    first = _in_year(source.opens_on, year)
    if first <= today:
        first = today + PREPARATION
        first += timedelta(days=(source.opens_on.weekday() - first.weekday()) % 7)
    return first, first + (source.closes_on - source.opens_on)


def _in_year(day: date, year: FiscalYear) -> date:
    """The day of a 年度 nearest to the same date that has the same weekday."""
    number = year.year if day.month >= 4 else year.year + 1
    moved = date(number, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
    away = (day.weekday() - moved.weekday()) % 7
    moved += timedelta(days=away if away <= 3 else away - 7)
    return min(max(moved, year.start), year.end)


def with_day(text: str, before: date, after: date) -> str:
    """A text that names a day (「11月29日(土)」) with the other one in its place."""
    named = re.compile(
        rf"(?<!\d){before.month}月{before.day}日(?:(?P<open>[(（])[月火水木金土日](?P<close>[)）]))?"
    )

    def put(found: re.Match[str]) -> str:
        tail = f"{found['open']}{weekday(after)}{found['close']}" if found["open"] else ""
        return f"{after.month}月{after.day}日{tail}"

    return named.sub(put, text)


# -- Waves ------------------------------------------------------------------------------------------------------------


@recorded
def copy_wave(
    source: Wave, *, survey: Survey, opens_on: date, closes_on: date, by: User | None = None
) -> Wave:
    """A new wave of a series with the questionnaire and the words of `source`; its days stand in the words too.

    A wave of another district brings its questions, with the own neighbourhoods in the place of its own; a choice that
    the series knows already keeps the series' code. Raises ValidationError.
    """
    Survey.objects.locked().get(pk=survey.pk)  # so that two new waves do not get one number
    wave = Wave(survey=survey, number=next_number(survey), opens_on=opens_on, closes_on=closes_on)
    wave.fiscal_year = FiscalYear.of(opens_on).year
    for name in _WORDS:
        setattr(wave, name, getattr(source, name))
    wave.lead = with_day(source.lead, source.closes_on, closes_on)
    if survey.district.pk != source.district.pk:
        for name in ("lead", "purpose", "thanks", "target", "method"):
            setattr(wave, name, _renamed(getattr(wave, name), source, survey))
    history.save(wave)
    sections = {}
    for section in source.sections.all():
        sections[section.pk] = Section(wave=wave, title=section.title, text=section.text, order=section.order)
    Section.objects.bulk_create(sections.values())
    _copy_questions(
        wave,
        questions_to_copy(source),
        section_of=lambda question: sections[question.section_id],
        is_foreign=survey.pk != source.survey_id,
    )
    return wave


def _renamed(text: str, source: Wave, survey: Survey) -> str:
    """The text with the own district's name in the place of the other's."""
    for name in ("council_name", "name"):
        other, own = getattr(source.district, name), getattr(survey.district, name)
        if other and own:
            text = text.replace(other, own)
    return text


@recorded
def borrow_wave(
    source: Wave, *, survey: Survey, opens_on: date, closes_on: date, by: User | None = None
) -> Wave:
    """Copy a public wave of another district into a series, which is saved first where it is new."""
    if source.is_draft:
        raise ValidationError("公開しているアンケートだけを、もとにできます。")
    if survey.pk is None:
        history.save(survey)
    return copy_wave(source, survey=survey, opens_on=opens_on, closes_on=closes_on, by=by)


# -- Questions --------------------------------------------------------------------------------------------------------


def questions_to_copy(wave: Wave, pks: Iterable[int] | None = None) -> list[Question]:
    """Questions of a wave in their order with choices and items; three queries."""
    questions = (
        wave.questions.in_order()
        .select_related("section")
        .prefetch_related(Prefetch("choices", Choice.objects.select_related("neighborhood")), "items")
    )
    return list(questions if pks is None else questions.filter(pk__in=pks))


@recorded
def insert_questions(
    wave: Wave, *, source: Wave, pks: Iterable[int], section: Section | None = None, by: User | None = None
) -> list[Question]:
    """Put questions of another wave of the district at the end of a section; without one, of the section that has the
    same heading (it is made where there is none). A follow-up whose question is not there is asked of everybody.

    Raises ValidationError where the wave has one of the keys already.
    """
    wave = locked(wave)
    refuse(guard_of(wave).adding)
    questions = questions_to_copy(source, pks)
    taken = set(wave.questions.values_list("key", flat=True))
    if there := [question for question in questions if question.key in taken]:
        named = "」「".join(question.text for question in there)
        raise ValidationError(f"「{named}」は、もう入っています。")
    sections = {each.title: each for each in wave.sections.all()}

    def section_of(question: Question) -> Section:
        title = question.section.title
        if section is None and title not in sections:
            place = max((each.order for each in sections.values()), default=0) + 1
            sections[title] = Section(wave=wave, title=title, text=question.section.text, order=place)
            history.save(sections[title])
        return section or sections[title]

    made = _copy_questions(
        wave, questions, section_of=section_of, is_foreign=wave.survey_id != source.survey_id
    )
    ends = dict(
        Section.objects.filter(wave=wave)
        .annotate(last=Max("questions__order", filter=~Q(questions__in=made)))
        .values_list("pk", "last")
    )
    for question in made:
        question.order = ends[question.section_id] = (ends[question.section_id] or 0) + 1
    Question.objects.bulk_update(made, ["order"])
    check_followups(wave)
    raise_edition(wave)
    return made


def _copy_questions(
    wave: Wave, sources: list[Question], *, section_of: Any, is_foreign: bool
) -> list[Question]:
    codes = SeriesCodes.of(wave.survey) if is_foreign else None
    neighborhoods = list(Neighborhood.objects.filter(district=wave.survey.district)) if is_foreign else []
    copies = {source.pk: _copy_of(source, wave, section_of(source)) for source in sources}
    if codes:
        codes.check_kinds(copies.values())
    Question.objects.bulk_create(copies.values())
    choices: list[Choice] = []
    items: list[Item] = []
    mapped: dict[int, dict[int, int]] = {}
    for source in sources:
        rows = list(source.choices.all())
        if is_foreign:
            rows = _with_own_neighborhoods(rows, neighborhoods)
        given = codes.give(source.key, "choice", rows) if codes else {}
        mapped[source.pk] = {row.code: given.get(row.text, row.code) for row in rows if row.code}
        choices += [
            Choice(
                question=copies[source.pk],
                code=given.get(row.text, row.code),
                order=place,
                **{name: getattr(row, name) for name in _CHOICE},
            )
            for place, row in enumerate(rows, start=1)
        ]
        lines = list(source.items.all())
        given = codes.give(source.key, "item", lines) if codes else {}
        items += [
            Item(
                question=copies[source.pk], code=given.get(line.text, line.code), text=line.text, order=place
            )
            for place, line in enumerate(lines, start=1)
        ]
    Choice.objects.bulk_create(choices)
    Item.objects.bulk_create(items)
    _keep_conditions(sources, copies, mapped)
    return list(copies.values())


def _copy_of(source: Question, wave: Wave, section: Section) -> Question:
    values = {name: getattr(source, name) for name in _QUESTION}
    return Question(wave=wave, section=section, order=source.order, **values)


def _keep_conditions(
    sources: list[Question], copies: dict[int, Question], mapped: dict[int, dict[int, int]]
) -> None:
    following = []
    for source in sources:
        if source.shown_if_id not in copies:
            continue
        codes = mapped[source.shown_if_id]
        copy = copies[source.pk]
        copy.shown_if = copies[source.shown_if_id]
        copy.shown_codes = sorted(codes[code] for code in source.shown_codes if code in codes)
        following.append(copy)
    Question.objects.bulk_update(following, ["shown_if", "shown_codes"])


def _with_own_neighborhoods(rows: list[Choice], own: list[Neighborhood]) -> list[Choice]:
    """The choices with the district's neighbourhoods in the place of the other district's (code 0: still to be given)."""
    if not any(row.neighborhood_id for row in rows):
        return rows
    place = next(index for index, row in enumerate(rows) if row.neighborhood_id)
    others = [row for row in rows if not row.neighborhood_id]
    before = [row for row in rows[:place] if not row.neighborhood_id]
    named = [Choice(code=0, text=each.name, neighborhood=each) for each in own]
    return [*before, *named, *others[len(before) :]]


@recorded
def move_into(questions: Iterable[Question], section: Section, *, by: User | None = None) -> None:
    """Put questions at the end of a section, in their order."""
    moved = list(questions)
    wave = locked(section.wave)
    refuse(guard_of(wave).moving)
    there = [each for each in section.questions.all() if each.pk not in {one.pk for one in moved}]
    Question.objects.filter(pk__in=[each.pk for each in moved]).update(section=section)
    number([*there, *Question.objects.filter(pk__in=[each.pk for each in moved]).in_order()])
    raise_edition(wave)
