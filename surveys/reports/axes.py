"""What answers are crossed with and filtered by: the attribute questions of a wave, and the channel."""

from dataclasses import dataclass
from functools import cached_property

from surveys.models import Attribute, Kind, Response
from surveys.questionnaire import Asked, Questionnaire

CHANNEL = "channel"
CHANNEL_LABEL = "回答方法"

# Never printed together: neighbourhood × age × sex would tell who it is.
IDENTIFYING = {Attribute.AGE, Attribute.SEX, Attribute.NEIGHBORHOOD}


@dataclass(frozen=True)
class AxisClass:
    """A class of an axis: a choice of the attribute question, or a channel. `marks`: the rows that make it up."""

    code: int
    label: str
    marks: frozenset[int] | frozenset[str]


@dataclass(frozen=True)
class Axis:
    """An attribute question, or the channel (`asked` is None).

    Who did not tell the attribute (無回答, 「答えない」) is in none of its classes.
    """

    key: str
    label: str
    text: str
    classes: tuple[AxisClass, ...]
    asked: Asked | None = None

    @property
    def attribute(self) -> str:
        return self.asked.question.attribute if self.asked else ""

    @cached_property
    def place(self) -> dict[int | str, int]:
        """Choice id or channel → place of its class."""
        return {mark: place for place, each in enumerate(self.classes) for mark in each.marks}

    def class_of(self, code: int) -> AxisClass | None:
        return next((each for each in self.classes if each.code == code), None)


@dataclass(frozen=True)
class Within:
    """A filter: only those in one class of one axis (町内 = 若葉一丁目)."""

    key: str
    code: int


def axis_of(asked: Asked) -> Axis:
    classes = tuple(
        AxisClass(choice.code, choice.text, frozenset({choice.pk}))
        for choice in asked.choices
        if not choice.is_outside
    )
    label = asked.question.get_attribute_display()
    if asked.question.attribute == Attribute.OTHER:
        label = asked.question.text
    return Axis(asked.key, label, asked.question.text, classes, asked)


def channel_axis(counts: dict[str, int], smallest: int) -> Axis:
    """The channel by how many came through each; telephone goes with paper while too few telephoned.

    A channel that nobody used is no class: it was not handed out, or nobody keyed it in.
    """
    channel = Response.Channel
    phone_apart = counts.get(channel.PHONE, 0) >= smallest
    groups = [
        (1, "ウェブ", {channel.WEB}),
        (2, "紙" if phone_apart or not counts.get(channel.PHONE) else "紙・電話", {channel.PAPER}),
    ]
    if phone_apart:
        groups.append((3, "電話", {channel.PHONE}))
    else:
        groups[1][2].add(channel.PHONE)
    classes = tuple(
        AxisClass(code, label, frozenset(str(mark) for mark in marks))
        for code, label, marks in groups
        if sum(counts.get(mark, 0) for mark in marks)
    )
    return Axis(CHANNEL, CHANNEL_LABEL, CHANNEL_LABEL, classes)


def attribute_axes(questionnaire: Questionnaire) -> tuple[Axis, ...]:
    """The questions that others can be crossed with: one answer each, asked of everybody."""
    return tuple(
        axis_of(asked)
        for asked in questionnaire.attributes
        if asked.kind in (Kind.S, Kind.SC) and asked.parent is None
    )
