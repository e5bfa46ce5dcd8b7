"""Codes in a row again, while nothing hangs on them: on paper they are the numbers that people circle."""

from django.db.models import F

from groups.actions.recording import change
from surveys.library import BY_KEY
from surveys.models import Choice, Item, Question

# Out of the way of codes that are still taken, until all have their new ones.
_ASIDE = 10_000


def may_renumber(question: Question) -> bool:
    """Whether the codes are this question's alone: no other wave, no other district's same series and no library has
    them, by which answers would be compared."""
    if question.key in BY_KEY:
        return False
    same = Question.objects.filter(key=question.key, wave__survey__key=question.wave.survey.key)
    return not same.exclude(pk=question.pk).exists()


def renumber(question: Question, model: type[Choice] | type[Item]) -> None:
    """Give choices or items of a wave in preparation the codes 1, 2, 3 … in their order, where nothing hangs on them.

    Follow-ups are asked of the same answers as before.
    """
    rows = list(model.objects.filter(question=question))
    codes = {row.code: code for code, row in enumerate(rows, start=1) if row.code != code}
    if not codes or not may_renumber(question):
        return
    moved = model.objects.filter(question=question, code__in=list(codes))
    keys = list(moved.values_list("pk", "code"))
    moved.update(code=F("code") + _ASIDE)
    for pk, code in keys:
        model.objects.filter(pk=pk).update(code=codes[code])
    if model is Choice:
        for following in question.followups.all():
            shown = sorted(codes.get(code, code) for code in following.shown_codes)
            change(following, {"shown_codes": shown})
