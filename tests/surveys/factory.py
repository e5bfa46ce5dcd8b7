"""Makes surveys, waves, questions and responses for tests; each takes any field by name."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.japanese.calendar import FiscalYear
from portal.models import District
from surveys.actions.responses import Filled, record_responses
from surveys.models import Choice, Item, Question, Response, Section, Survey, Wave


def make_survey(district: District, **fields: Any) -> Survey:
    fields.setdefault("key", "kurashi")
    fields.setdefault("title", "くらしと地域のアンケート")
    return Survey.objects.create(district=district, **fields)


def make_wave(survey: Survey, **fields: Any) -> Wave:
    """A wave that residents can answer today, unless `state` or the days say otherwise; without questions."""
    today = timezone.localdate()
    values = {
        "number": 1,
        "fiscal_year": FiscalYear.of(today).year,
        "lead": "お名前は書かないでください。",
        "purpose": "地域の取り組みを考えるために使います。",
        "opens_on": today - timedelta(days=7),
        "closes_on": today + timedelta(days=7),
        "state": Wave.State.OPEN,
    }
    if fields.get("state") == Wave.State.CLOSED:
        values |= {"closes_on": today - timedelta(days=1), "closed_on": today}
    return Wave.objects.create(survey=survey, **(values | fields))


def make_section(wave: Wave, **fields: Any) -> Section:
    fields.setdefault("title", "あなたのこと")
    fields.setdefault("order", wave.sections.count() + 1)
    return Section.objects.create(wave=wave, **fields)


def make_question(
    wave: Wave,
    key: str,
    kind: str = "S",
    *,
    choices: Sequence[str] = (),
    items: Sequence[str] = (),
    section: Section | None = None,
    **fields: Any,
) -> Question:
    """A question in the last section; its choices and items get the codes 1, 2, 3 …"""
    section = section or wave.sections.order_by("order").last() or make_section(wave)
    fields.setdefault("text", f"質問 {key}")
    fields.setdefault("order", section.questions.count() + 1)
    question = Question.objects.create(wave=wave, section=section, key=key, kind=kind, **fields)
    for model, texts in ((Choice, choices), (Item, items)):
        lines = enumerate(texts, start=1)
        model.objects.bulk_create(
            model(question=question, code=code, text=text, order=code) for code, text in lines
        )
    wave.edition += 1
    wave.save(update_fields=["edition"])
    return question


def answers(**given: Any) -> dict[str, Any]:
    """Answers in the form of surveys.questionnaire: q1=3, q2=[1, 4], q3={1: 2}, q4="文"."""
    forms: dict[type, Any] = {
        int: lambda value: {"codes": [value]},
        list: lambda value: {"codes": value},
        dict: lambda value: {"items": {str(item): code for item, code in value.items()}},
        str: lambda value: {"text": value},
    }
    return {key: forms[type(value)](value) for key, value in given.items()}


def respond(wave: Wave, rows: Iterable[dict[str, Any]], **fields: Any) -> list[Response]:
    """Responses with these answers (`answers(…)`), also to a wave that is closed."""
    state = wave.state
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.OPEN)
    made = record_responses(wave, [Filled(answers=row, **fields) for row in rows])
    Wave.objects.filter(pk=wave.pk).update(state=state)
    return made
