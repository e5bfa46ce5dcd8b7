"""The order of sections, questions, choices and items: moved by one place, numbered from 1."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from groups.actions.recording import change
from surveys.models import Wave


def fresh(record: Any) -> Any:
    """The record as it stands now, read behind the lock of its wave. Raises ValidationError where it is gone."""
    found = type(record)._default_manager.filter(pk=record.pk).first()
    if found is None:
        raise ValidationError("ほかの人が、先に消しました。いまの内容を確かめてください。")
    return found


def number(records: Sequence[Any]) -> None:
    """Give records their place, from 1; only those that change are written."""
    for place, record in enumerate(records, start=1):
        change(record, {"order": place})


def swap(records: list[Any], record: Any, by_places: int) -> None:
    """Move one of the records by some places; at the ends it stays where it is."""
    keys = [each.pk for each in records]
    here = keys.index(record.pk)
    there = min(max(here + by_places, 0), len(records) - 1)
    records.insert(there, records.pop(here))
    number(records)


def check_followups(wave: Wave) -> None:
    """Raise ValidationError where a follow-up would come before the question it goes on from."""
    seen: set[int] = set()
    for question in wave.questions.in_order().select_related("section"):
        if question.shown_if_id and question.shown_if_id not in seen:
            raise ValidationError(
                f"「{question.text}」は、もとの質問の答えによって聞く質問です。もとの質問より後に置いてください。"
            )
        seen.add(question.pk)
