"""A wave made from an outline: a questionnaire that came as a file."""

from dataclasses import asdict
from datetime import date

from groups.actions.recording import recorded
from portal import bulk, history
from portal.japanese.calendar import FiscalYear
from portal.models import Neighborhood, User
from surveys.actions.series_codes import SeriesCodes
from surveys.actions.waves import save_wave
from surveys.library import LEAD, PURPOSE, THANKS
from surveys.models import Attribute, Choice, Item, Question, Section, Survey, Wave
from surveys.xlsform.outline import ChoiceOutline, Outline, QuestionOutline

_OF_ROWS = ("choices", "items", "shown_if", "shown_codes")


@recorded
def add_wave_of_outline(
    outline: Outline, *, survey: Survey, opens_on: date, closes_on: date, by: User | None = None
) -> Wave:
    """A wave in preparation with the questions of an outline, in a series that is saved first where it is new.

    Words that the outline does not have are the usual ones. A choice that the series knows already gets the series'
    code; one that is called as a neighbourhood of the district is that neighbourhood. Raises ValidationError.
    """
    if survey.pk is None:
        history.save(survey)
    wave = save_wave(
        Wave(
            survey=survey,
            fiscal_year=FiscalYear.of(opens_on).year,
            opens_on=opens_on,
            closes_on=closes_on,
            lead=outline.lead or LEAD,
            purpose=outline.purpose or PURPOSE,
            thanks=outline.thanks or THANKS,
        ),
        by=by,
    )
    codes = SeriesCodes.of(survey)
    sections = [
        Section(wave=wave, title=each.title, text=each.text, order=order)
        for order, each in enumerate(outline.sections, start=1)
    ]
    bulk.insert(sections)
    made: dict[str, Question] = {}
    for section, part in zip(sections, outline.sections, strict=True):
        for order, sample in enumerate(part.questions, start=1):
            values = {name: value for name, value in asdict(sample).items() if name not in _OF_ROWS}
            made[sample.key] = Question(wave=wave, section=section, order=order, **values)
    for question in made.values():
        question.clean_fields(exclude=["section", "wave"])
    codes.check_kinds(made.values())
    samples = {sample.key: sample for sample in outline.questions}
    given = {
        key: codes.give(key, "choice", sample.choices) if sample.choices else {}
        for key, sample in samples.items()
    }
    bulk.insert(list(made.values()))
    _ask_some(made, samples, given)
    places = {each.name: each for each in Neighborhood.objects.filter(district=survey.district)}
    bulk.insert(
        [
            _choice(made[key], sample, choice, given[key][choice.text], order, places)
            for key, sample in samples.items()
            for order, choice in enumerate(sample.choices, start=1)
        ]
    )
    bulk.insert(
        [
            Item(question=made[key], code=code, text=item.text, order=order)
            for key, sample in samples.items()
            for order, (item, code) in enumerate(
                ((item, codes.give(key, "item", sample.items)[item.text]) for item in sample.items), start=1
            )
        ]
    )
    return wave


def _ask_some(
    made: dict[str, Question], samples: dict[str, QuestionOutline], given: dict[str, dict[str, int]]
) -> None:
    """Follow-ups point at the questions they go on from, now that these have their keys."""
    following = []
    for key, sample in samples.items():
        if sample.shown_if in made:
            texts = {choice.code: choice.text for choice in samples[sample.shown_if].choices}
            codes = given[sample.shown_if]
            made[key].shown_if = made[sample.shown_if]
            made[key].shown_codes = sorted(codes[texts[code]] for code in sample.shown_codes if code in texts)
            following.append(made[key])
    bulk.update(following, ["shown_if", "shown_codes"])


def _choice(
    question: Question,
    sample: QuestionOutline,
    choice: ChoiceOutline,
    code: int,
    order: int,
    places: dict[str, Neighborhood],
) -> Choice:
    values = asdict(choice) | {"code": code}
    may_be_place = values.pop("is_neighborhood") or sample.attribute == Attribute.NEIGHBORHOOD
    place = places.get(choice.text) if may_be_place else None
    return Choice(question=question, order=order, neighborhood=place, **values)
