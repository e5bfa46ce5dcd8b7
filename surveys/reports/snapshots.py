"""The settled numbers of a wave as JSON and back: they stay when the raw answers are disposed of."""

from dataclasses import asdict, fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from surveys.models import Snapshot, Wave
from surveys.reports.figures import SMALLEST_CROSSED, CrossTable, QuestionResult, WaveResults
from surveys.reports.results import axes_of, cross_tables_by, wave_results

# Numbers of published waves that were settled in another format are counted anew: raise it with each change of what is
# counted or hidden. Those of waves whose answers are gone stay as they are.
FORMAT = 2

Figures = TypeVar("Figures")


def snapshot_of(wave: Wave) -> dict[str, Any]:
    """All simple tables of a closed wave and every question by every attribute and the channel, suppressed, as JSON.

    Without tables by class where too few answered.
    """
    simple = published_snapshot(wave)
    axes = axes_of(wave) if simple["results"]["n"] >= SMALLEST_CROSSED else ()
    return simple | {
        "axes": [[axis.key, axis.label] for axis in axes],
        "tables": [_plain(table) for axis in axes if axis.classes for table in cross_tables_by(wave, axis)],
    }


def published_snapshot(wave: Wave) -> dict[str, Any]:
    """All simple tables of a wave whose results are published while its answers are still there, as JSON."""
    return {"format": FORMAT, "results": _plain(wave_results(wave)), "axes": [], "tables": []}


def is_settled(wave: Wave) -> bool:
    """Whether the simple tables of a closed wave stand in its snapshot, which is to be loaded with the wave."""
    snapshot = getattr(wave, "snapshot", None)
    return snapshot is not None and (wave.disposed_on is not None or snapshot.data["format"] == FORMAT)


def results_in(snapshot: Snapshot) -> WaveResults:
    return revived(WaveResults, snapshot.data["results"])


def question_in(snapshot: Snapshot, key: str) -> QuestionResult | None:
    """The simple table of one question; None where the wave did not ask it."""
    found = next((each for each in snapshot.data["results"]["questions"] if each["key"] == key), None)
    return revived(QuestionResult, found) if found else None


def tables_in(snapshot: Snapshot, key: str, by: str) -> tuple[CrossTable, ...]:
    """The tables of a question by an axis; () where it was not crossed with it."""
    return tuple(
        revived(CrossTable, table)
        for table in snapshot.data["tables"]
        if table["key"] == key and table["by_key"] == by
    )


def all_tables_in(snapshot: Snapshot) -> tuple[CrossTable, ...]:
    return tuple(revived(CrossTable, table) for table in snapshot.data["tables"])


def _plain(figures: Any) -> Any:
    def value(each: Any) -> Any:
        if isinstance(each, dict):
            return {name: value(inner) for name, inner in each.items()}
        if isinstance(each, list | tuple):
            return [value(inner) for inner in each]
        return each.isoformat() if isinstance(each, date) else each

    return value(asdict(figures))


def revived(kind: type[Figures], data: Any) -> Figures:
    """A frozen dataclass of figures from its JSON. Fields that are new since take their defaults."""
    hints = get_type_hints(kind)
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: _value(hints[name], value) for name, value in data.items() if name in known})


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) in (Union, UnionType):
        hint = next(each for each in get_args(hint) if each is not type(None))
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        if inner[-1] is Ellipsis:
            return tuple(_value(inner[0], each) for each in value)
        return tuple(_value(each_hint, each) for each_hint, each in zip(inner, value, strict=True))
    if is_dataclass(hint):
        return revived(hint, value)  # type: ignore[type-var]
    if hint is date:
        return date.fromisoformat(value)
    return value
