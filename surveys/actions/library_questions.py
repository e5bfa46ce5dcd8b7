"""Putting questions of the library into a wave."""

from collections.abc import Collection, Iterable
from dataclasses import asdict

from django.core.exceptions import ValidationError

from groups.actions.recording import recorded
from groups.models import Theme
from portal import bulk
from portal.models import Neighborhood, User
from surveys.actions.waves import locked, raise_edition
from surveys.library import BY_KEY, LIBRARY, LibraryQuestion, Wording
from surveys.models import Choice, Item, Question, Section, Wave


@recorded
def add_library_questions(
    wave: Wave, *, keys: Collection[str] | None = None, wording: Wording | None = None, by: User | None = None
) -> list[Question]:
    """Put questions of the library into a wave, each into the section of its heading; returns the new questions.

    Without `keys` all of them that the wave may ask: questions about last year only from the second wave on. With a
    follow-up comes the question it goes on from. Without `wording` the district's theme is found (`wording_for`).
    Raises ValidationError where the wave was published already, or has one of the questions.
    """
    wave = locked(wave)
    if not wave.is_draft:
        raise ValidationError("公開したアンケートには、ひな形の質問を足せません。次の回で足してください。")
    existing = {question.key: question for question in wave.questions.select_related("section")}
    if keys is None:
        wanted = [
            key
            for key, question in BY_KEY.items()
            if key not in existing and (wave.number > 1 or not question.is_repeat)
        ]
    else:
        wanted = _with_parents(keys, existing)
        if twice := [key for key in keys if key in existing]:
            texts = "」「".join(existing[key].text for key in twice)
            raise ValidationError(f"「{texts}」は、もう入っています。")
    added = _write(wave, wanted, existing, wording or wording_for(wave))
    raise_edition(wave)
    return added


def _with_parents(keys: Collection[str], existing: Collection[str]) -> list[str]:
    if unknown := [key for key in keys if key not in BY_KEY]:
        raise ValidationError(f"ひな形にない質問です：{'、'.join(unknown)}")
    parents = {BY_KEY[key].shown_if for key in keys} - {""} - set(existing)
    return [key for key in BY_KEY if key in keys or key in parents]


def wording_for(wave: Wave, newsletter: str = Wording.newsletter) -> Wording:
    """What stands in the places of the library's texts: the theme on which the district worked in the year before the
    wave's, or, where there was none yet, in the wave's own. `newsletter` is its name, e.g. 「広報紙「わかば」」.
    """
    themes = Theme.objects.approved().filter(district=wave.survey.district_id)
    years = themes.filter(fiscal_year__range=(wave.fiscal_year - 1, wave.fiscal_year))
    theme = years.order_by("fiscal_year", "pk").first()
    if theme is None:
        return Wording(newsletter)
    return Wording(newsletter, theme.title, is_this_year=theme.fiscal_year == wave.fiscal_year)


def _write(
    wave: Wave, keys: Collection[str], existing: dict[str, Question], wording: Wording
) -> list[Question]:
    """Write the rows in bulk: a questionnaire has hundreds of choices. The library's own test checks their values."""
    sections = {section.title: section for section in wave.sections.all()}
    place = max((section.order for section in sections.values()), default=0)
    known = dict(existing)
    for part in LIBRARY:
        for sample in part.questions:
            if sample.key not in keys:
                continue
            parent = known.get(sample.shown_if)
            if parent is None and part.title not in sections:
                place += 1
                sections[part.title] = Section(wave=wave, title=part.title, text=part.text, order=place)
                sections[part.title].save()
            section = parent.section if parent else sections[part.title]
            known[sample.key] = _question(wave, section, sample, wording)
    added = [known[key] for key in BY_KEY if key in keys]
    _put_in_order(existing.values(), added)
    bulk.insert([question for question in added if not BY_KEY[question.key].shown_if])
    followups = [question for question in added if BY_KEY[question.key].shown_if]
    for question in followups:
        question.shown_if = known[BY_KEY[question.key].shown_if]  # has its key by now
    bulk.insert(followups)
    neighborhoods = list(wave.survey.district.neighborhoods.all())
    bulk.insert([choice for question in added for choice in _choices(question, neighborhoods, wording)])
    bulk.insert(
        [
            Item(question=question, code=code, text=text, order=code)
            for question in added
            for code, text in enumerate(BY_KEY[question.key].items, start=1)
        ]
    )
    return added


def _question(wave: Wave, section: Section, sample: LibraryQuestion, wording: Wording) -> Question:
    return Question(
        wave=wave,
        section=section,
        key=sample.key,
        kind=sample.kind,
        text=wording.put_into(sample.text),
        help=sample.help,
        attribute=sample.attribute,
        may_refuse=sample.may_refuse,
        max_choices=sample.max_choices,
        max_length=sample.max_length,
        shown_codes=list(sample.shown_codes),
    )


def _put_in_order(existing: Iterable[Question], added: Iterable[Question]) -> None:
    """New questions come after those that stand in their section, follow-ups right after what they go on from."""
    by_section: dict[int, list[Question]] = {}
    for question in sorted(existing, key=lambda question: (question.order, question.pk)):
        by_section.setdefault(question.section_id, []).append(question)
    for question in added:
        placed = by_section.setdefault(question.section_id, [])
        keys = [other.key for other in placed]
        parent = BY_KEY[question.key].shown_if
        placed.insert(keys.index(parent) + 1 if parent in keys else len(placed), question)
    moved = []
    for placed in by_section.values():
        for order, question in enumerate(placed, start=1):
            if question.order != order:
                question.order = order
                if question.pk:
                    moved.append(question)
    bulk.update(moved, ["order"])


def _choices(question: Question, neighborhoods: list[Neighborhood], wording: Wording) -> list[Choice]:
    sample = BY_KEY[question.key]
    places = neighborhoods if sample.lists_neighborhoods else []
    choices = [
        Choice(question=question, code=code, text=place.name, neighborhood=place, order=code)
        for code, place in enumerate(places, start=1)
    ]
    for choice in sample.choices:
        values = asdict(choice) | {
            "code": len(places) + choice.code,
            "order": len(places) + choice.code,
            "text": wording.put_into(choice.text),
        }
        choices.append(Choice(question=question, **values))
    return choices
