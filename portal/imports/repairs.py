"""Mends that concern several cells of a row: the place, the address, the extension of a telephone number.

Real files hold both coordinates in one cell, swapped, or 0 and 999, and addresses in the wrong one of their columns.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.imports.cells import folded, is_nothing

LATITUDES = (20.0, 46.0)
LONGITUDES = (122.0, 154.0)
_PAIR = re.compile(r"(POINT)?\s*\(?\s*(-?\d+(?:\.\d+)?)\s*[,、;/\s]\s*(-?\d+(?:\.\d+)?)\s*\)?", re.IGNORECASE)
_ADDRESS_PARTS = ("prefecture", "city", "town", "block")


@dataclass(frozen=True)
class Repair:
    """A mend of one cell, told to the person. `column` is the name of the column that was mended."""

    column: str
    before: str
    after: str
    reason: str


def repair_row(cells: Mapping[str, str]) -> tuple[dict[str, str], list[Repair]]:
    """The cells of a row by column name, mended where one is only right together with others; blank ones left out.

    Consumes `location`, `prefecture`, `city`, `town`, `block` and `extension`, and gives `latitude`, `longitude`,
    `address` and `phone` instead.
    """
    kept = {name: cell for name, cell in cells.items() if cell.strip()}
    repairs: list[Repair] = []
    _split_location(kept, repairs)
    _check_coordinates(kept, repairs)
    _join_address(kept, repairs)
    extension = kept.pop("extension", "")
    if extension and "phone" in kept and not is_nothing(extension):
        kept["phone"] = f"{kept['phone']} 内線{folded(extension)}"
    return kept, repairs


def _split_location(cells: dict[str, str], repairs: list[Repair]) -> None:
    """`34.34,134.03` (also POINT(134.03 34.34)) in one cell, be it a column of its own or that of the latitude."""
    for name in ("location", "latitude", "longitude"):
        pair = _PAIR.fullmatch(folded(cells.get(name, "")))
        if pair is None:
            continue
        before = cells.pop(name)
        latitude, longitude = (pair[3], pair[2]) if pair[1] else (pair[2], pair[3])
        cells.setdefault("latitude", latitude)
        cells.setdefault("longitude", longitude)
        repairs.append(
            Repair(name, before, f"{latitude} ／ {longitude}", "1つの欄に入っていた緯度と経度を分けました")
        )
    if unread := cells.pop("location", ""):
        repairs.append(Repair("location", unread, "", "緯度と経度として読めないため、使いませんでした"))


def _check_coordinates(cells: dict[str, str], repairs: list[Repair]) -> None:
    if "latitude" not in cells and "longitude" not in cells:
        return
    before = f"{cells.get('latitude', '')} ／ {cells.get('longitude', '')}"
    try:
        latitude, longitude = (float(folded(cells[name])) for name in ("latitude", "longitude"))
    except KeyError:
        cells.pop("latitude", None)
        cells.pop("longitude", None)
        repairs.append(Repair("latitude", before, "", "緯度と経度の一方しかないため、空欄にしました"))
        return
    except ValueError:
        return  # the cleaner of the column tells which one cannot be read
    if _in_japan(latitude, longitude):
        return
    if _in_japan(longitude, latitude):
        cells["latitude"], cells["longitude"] = cells["longitude"], cells["latitude"]
        after = f"{cells['latitude']} ／ {cells['longitude']}"
        repairs.append(Repair("latitude", before, after, "緯度と経度が逆になっていたため、入れ替えました"))
        return
    del cells["latitude"], cells["longitude"]
    repairs.append(Repair("latitude", before, "", "日本の中の位置ではないため、緯度と経度を空欄にしました"))


def _in_japan(latitude: float, longitude: float) -> bool:
    return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]


def _join_address(cells: dict[str, str], repairs: list[Repair]) -> None:
    """The address from its parts, where the whole is missing; a part that repeats the ones before it counts once."""
    parts = {name: folded(cells.pop(name)) for name in _ADDRESS_PARTS if name in cells}
    if not parts or "address" in cells:
        return
    joined = ""
    for part in parts.values():
        joined = part if part.startswith(joined) else joined + part
    cells["address"] = joined
    repairs.append(Repair("address", " ／ ".join(parts.values()), joined, "分かれていた住所をつなぎました"))
