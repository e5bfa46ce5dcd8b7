"""Branching in words, for paper: who goes on where (「1〜3と答えた方は、問11へ」), worked out from the conditions."""

from collections.abc import Iterable, Sequence

from surveys.models import REFUSED, Kind
from surveys.questionnaire import Asked, Questionnaire

END = "ここで終わりです"


def ranges(codes: Iterable[int], order: Sequence[int]) -> str:
    """Numbers of choices as people say them: 「1〜3、5」; three or more that stand in a row are one range.

    `order` is that of the choices on the page.
    """
    chosen = set(codes)
    runs: list[list[int]] = []
    for before, code in zip([None, *order], order, strict=False):
        if code not in chosen:
            continue
        if runs and runs[-1][-1] == before == code - 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    said = [f"{run[0]}〜{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs]
    return "、".join(said)


def condition_of(asked: Asked) -> str:
    """For whom a follow-up is, with the numbers to look for: 「問10で「4 参加していない」と答えた方だけ」."""
    if asked.parent is None:
        return ""
    choices = asked.parent.codes
    named = "".join(
        f"「{code} {choices[code].text}」" for code in asked.question.shown_codes if code in choices
    )
    return f"{asked.parent.label}で{named}と答えた方だけ、お答えください"


def skips_of(questionnaire: Questionnaire, asked: Asked) -> tuple[str, ...]:
    """Where to go on after a question that others go on from; nothing where everybody goes on with the next one."""
    later = _after(questionnaire, asked)
    if not any(question.parent is asked for question in later):
        return ()
    if asked.kind == Kind.M:
        return tuple(_of_several(asked, later))
    order = [choice.code for choice in asked.choices] + ([REFUSED] if asked.question.may_refuse else [])
    by_target: dict[str, list[int]] = {}
    for code in order:
        by_target.setdefault(_label(_next(asked, later, {code})), []).append(code)
    if len(by_target) == 1:
        return ()
    return tuple(f"{ranges(codes, order)}と答えた方は、{_way(target)}" for target, codes in by_target.items())


def _of_several(asked: Asked, later: list[Asked]) -> Iterable[str]:
    """After a question with several answers: one line for each follow-up, one for those who need none."""
    order = [choice.code for choice in asked.choices]
    wanted: dict[tuple[int, ...], Asked] = {}
    for question in later:
        if question.parent is asked:
            wanted.setdefault(tuple(sorted(question.question.shown_codes)), question)
    for codes, question in wanted.items():
        yield f"{ranges(codes, order)}に○をつけた方は、{_way(question.label)}"
    yield f"そのほかの方は、{_way(_label(_next(asked, later, set())))}"


def _after(questionnaire: Questionnaire, asked: Asked) -> list[Asked]:
    """The questions that come later on the paper."""
    place = questionnaire.questions.index(asked)
    return list(questionnaire.questions[place + 1 :])


def _next(asked: Asked, later: list[Asked], codes: set[int]) -> Asked | None:
    """The question that who gave these answers reads next. One that hangs on another question says so itself."""
    for question in later:
        if question.parent is asked:
            if codes & set(question.question.shown_codes):
                return question
        elif not _goes_on_from(question, asked):
            return question
    return None


def _goes_on_from(question: Asked, ancestor: Asked) -> bool:
    parent = question.parent
    while parent is not None:
        if parent is ancestor:
            return True
        parent = parent.parent
    return False


def _label(question: Asked | None) -> str:
    return question.label if question else ""


def _way(label: str) -> str:
    return f"{label}へ" if label else END
