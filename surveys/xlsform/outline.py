"""A questionnaire free of the database: what is exchanged as XLSForm, and equal on both sides of it."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from surveys.library import LibraryChoice
from surveys.models import Choice, Question, Wave
from surveys.questionnaire import Asked, Questionnaire


@dataclass(frozen=True)
class ChoiceOutline(LibraryChoice):
    """A choice as the library has them; or a neighbourhood, by its name."""

    is_neighborhood: bool = False


@dataclass(frozen=True)
class ItemOutline:
    """A line of a table (MX)."""

    code: int
    text: str


@dataclass(frozen=True)
class QuestionOutline:
    """A question; the fields are those of `surveys.models.Question`. `shown_if` is the key of an earlier one."""

    key: str
    kind: str
    text: str
    help: str = ""
    attribute: str = ""
    is_required: bool = False
    may_refuse: bool = False
    max_choices: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""
    max_length: int = 200
    shown_if: str = ""
    shown_codes: tuple[int, ...] = ()
    choices: tuple[ChoiceOutline, ...] = ()
    items: tuple[ItemOutline, ...] = ()


@dataclass(frozen=True)
class SectionOutline:
    """A section with its questions."""

    title: str
    text: str = ""
    questions: tuple[QuestionOutline, ...] = ()


@dataclass(frozen=True)
class Outline:
    """A questionnaire with the words around it."""

    title: str
    lead: str = ""
    purpose: str = ""
    thanks: str = ""
    sections: tuple[SectionOutline, ...] = ()

    @property
    def questions(self) -> list[QuestionOutline]:
        return [question for section in self.sections for question in section.questions]

    def as_data(self) -> dict[str, Any]:
        """As JSON can hold it; `from_data` reads it back."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """What `as_data` gave."""
        return cls(**data | {"sections": tuple(_section(each) for each in data["sections"])})


def _section(data: dict[str, Any]) -> SectionOutline:
    return SectionOutline(**data | {"questions": tuple(_question(each) for each in data["questions"])})


def _question(data: dict[str, Any]) -> QuestionOutline:
    rows = {
        "shown_codes": tuple(data["shown_codes"]),
        "choices": tuple(ChoiceOutline(**each) for each in data["choices"]),
        "items": tuple(ItemOutline(**each) for each in data["items"]),
    }
    return QuestionOutline(**data | rows)


def outline_of(wave: Wave, questionnaire: Questionnaire) -> Outline:
    """The outline of a wave."""
    return Outline(
        title=wave.survey.title,
        lead=wave.lead,
        purpose=wave.purpose,
        thanks=wave.thanks,
        sections=tuple(
            SectionOutline(
                part.section.title, part.section.text, tuple(_asked(asked) for asked in part.questions)
            )
            for part in questionnaire.parts
        ),
    )


def _asked(asked: Asked) -> QuestionOutline:
    return QuestionOutline(
        **{name: getattr(asked.question, name) for name in Question.CONTENT},
        shown_if=asked.parent.key if asked.parent else "",
        shown_codes=tuple(sorted(asked.question.shown_codes)) if asked.parent else (),
        choices=tuple(
            ChoiceOutline(
                code=choice.code,
                **{name: getattr(choice, name) for name in Choice.CONTENT},
                is_neighborhood=choice.neighborhood_id is not None,
            )
            for choice in asked.choices
        ),
        items=tuple(ItemOutline(item.code, item.text) for item in asked.items),
    )
