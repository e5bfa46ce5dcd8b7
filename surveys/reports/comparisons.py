"""The same question in several waves of a series, by its key; and whether it was worded the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from surveys.models import Kind, Survey, Wave
from surveys.questionnaire import questionnaire_of
from surveys.reports.axes import CHANNEL, CHANNEL_LABEL, Within
from surveys.reports.figures import Change, Comparison, Distribution, Line, QuestionResult, WaveResults
from surveys.reports.results import find_axis, wave_label, wording_of
from surveys.reports.rounding import points
from surveys.reports.settled import question_of, results_of

__all__ = ["comparable_waves", "comparison", "counted", "wave_label"]

# What was counted of waves, by their ids.
Counted = Mapping[int, WaveResults]


@dataclass(frozen=True)
class _Asked:
    wave: Wave
    result: QuestionResult

    @property
    def wording(self) -> str:
        """A mark of what was read; of numbers settled by older versions it is worked out from the questionnaire."""
        return self.result.wording or wording_of(questionnaire_of(self.wave).by_key[self.result.key])


def comparable_waves(survey: Survey, *, upto: Wave | None = None, published: bool = False) -> list[Wave]:
    """The closed waves of a series, the earliest first; up to one of them, or only those published to residents."""
    waves = survey.waves.filter(state=Wave.State.CLOSED).select_related("snapshot").order_by("number")
    if published:
        waves = waves.filter(results_published_on__isnull=False)
    if upto is not None:
        waves = waves.filter(number__lte=upto.number)
    found = list(waves)
    for wave in found:
        wave.survey = survey
    return found


def counted(waves: Iterable[Wave]) -> Counted:
    """All simple tables of the waves: so who compares many questions counts each wave once."""
    return {wave.pk: results_of(wave) for wave in waves}


def comparison(
    survey: Survey,
    key: str,
    *,
    within: Within | None = None,
    waves: Sequence[Wave] | None = None,
    known: Counted | None = None,
) -> tuple[Comparison, ...]:
    """A question in the closed waves that ask it: one comparison, of MX one an item. () where fewer than two ask it.

    `within`: of one class only (30代), which each wave must know by its code. Choices are put together by their codes,
    the words are the last wave's. Differences (ポイント) are those of the last two waves, from unrounded shares. `known`:
    what was `counted` of everybody in these waves; without it each is counted for this question. Raises ValidationError
    where the class is known to no wave.
    """
    told = []
    for wave in waves if waves is not None else comparable_waves(survey):
        if known and not within:
            result = known[wave.pk].question(key)
        else:
            is_asked = key in questionnaire_of(wave).by_key and (not within or _knows(wave, within))
            result = question_of(wave, key, within=within) if is_asked else None
        if result is not None:
            told.append(_Asked(wave, result))
    if within and not told:
        raise ValidationError("比べる項目を、一覧から選んでください。")
    # A question that is now answered in another way is another question.
    told = [each for each in told if each.result.kind == told[-1].result.kind]
    if len(told) < 2 or told[-1].result.kind == Kind.T:
        return ()
    of_class = _class_label(told[-1].wave, within) if within else ""
    if told[-1].result.kind != Kind.MX:
        found = [each.result.distribution for each in told]
        return (_compared(told, "", [each for each in found if each is not None], of_class),)
    compared = []
    for item in told[-1].result.items:
        with_item = [
            (each, found.distribution)
            for each in told
            for found in each.result.items
            if found.code == item.code
        ]
        if len(with_item) > 1:
            compared.append(
                _compared([each for each, _d in with_item], item.label, [d for _e, d in with_item], of_class)
            )
    return tuple(compared)


def _knows(wave: Wave, within: Within) -> bool:
    if within.key == CHANNEL:
        return True
    asked = questionnaire_of(wave).by_key.get(within.key)
    return asked is not None and within.code in asked.codes


def _class_label(wave: Wave, within: Within) -> str:
    if within.key == CHANNEL:
        each = find_axis(wave, CHANNEL).class_of(within.code) if wave.disposed_on is None else None
        return f"{CHANNEL_LABEL}：{each.label if each else within.code}"
    asked = questionnaire_of(wave).by_key[within.key]
    label = asked.question.get_attribute_display() or asked.question.text
    return f"{label}：{asked.codes[within.code].text}"


def _compared(
    told: Sequence[_Asked], item: str, distributions: Sequence[Distribution], of_class: str
) -> Comparison:
    last, before = told[-1], told[-2]
    shares = []
    changes = []
    for line in (*distributions[-1].lines, *distributions[-1].groups):
        lines = [_same(line, each) for each in distributions]
        shares.append((line.label, tuple(each.share if each else None for each in lines)))
        changes.append(_change(line.label, lines[-2], distributions[-2].n, lines[-1], distributions[-1].n))
    means = tuple(each.mean for each in distributions)
    difference = None
    if means[-1] is not None and means[-2] is not None:
        difference = round(means[-1] - means[-2], 2)
    return Comparison(
        key=last.result.key,
        label=last.result.label,
        text=last.result.text,
        waves=tuple(wave_label(each.wave) for each in told),
        bases=tuple(each.n for each in distributions),
        shares=tuple(shares),
        changes=tuple(changes),
        wording_changed=any(one.wording != two.wording for one, two in zip(told, told[1:], strict=False)),
        earlier_text=before.result.text if before.wording != last.wording else "",
        wording_note=last.result.wording_note,
        item=item,
        of_class=of_class,
        means=means if any(each is not None for each in means) else (),
        mean_difference=difference,
        groups=tuple(line.label for line in distributions[-1].groups),
    )


def _same(line: Line, distribution: Distribution) -> Line | None:
    """The line of a distribution that says the same: by code, of what is no choice by its label."""
    if line.is_group:
        return next((each for each in distribution.groups if each.label == line.label), None)
    if line.code is not None:
        return distribution.line(line.code)
    return next((each for each in distribution.lines if each.code is None and each.label == line.label), None)


def _change(
    label: str, before: Line | None, base_before: int | None, after: Line | None, base_after: int | None
) -> Change:
    difference = None
    if before and after and before.count is not None and after.count is not None:
        difference = points((before.count, base_before or 0), (after.count, base_after or 0))
    return Change(label, before.share if before else None, after.share if after else None, difference)
