"""Mends that concern several cells of a row: the place, the address, the hours, the extension of a telephone number.

Real files hold both coordinates in one cell, swapped, or 0 and 999, addresses in the wrong one of their columns, and
the hours of opening and closing in one cell.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.imports.cells import folded, is_nothing
from portal.japanese.text import address_key

LATITUDES = (20.0, 46.0)
LONGITUDES = (122.0, 154.0)
_PAIR = re.compile(r"(POINT)?\s*\(?\s*(-?\d+(?:\.\d+)?)\s*[,、;/\s]\s*(-?\d+(?:\.\d+)?)\s*\)?", re.IGNORECASE)
_CLOCK = r"(?:午前|午後)?\s*\d{1,2}(?:[:時.]\d{0,2}(?:分|半)?)"
_HOURS = re.compile(rf"({_CLOCK})\s*(?:~|〜|-|–|—|―|−|から)\s*({_CLOCK})(?:まで)?(\s*\(.*\))?", re.DOTALL)
# What a spreadsheet makes of 8-7.
_DAY_FOR_NUMBER = re.compile(r"\d{4}-\d{2}-\d{2}(?: 00:00)?|\d{1,2}月\d{1,2}日")
_ADDRESS_PARTS = ("prefecture", "city", "town", "block")


@dataclass(frozen=True)
class Repair:
    """A mend of one cell, told to the person. `column` is the name of the column that was mended.

    `is_doubt` where something is left out, or may be wrong, so that the person should look at it.
    """

    column: str
    before: str
    after: str
    reason: str
    is_doubt: bool = False


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
    _split_hours(kept, repairs)
    _join_extension(kept, repairs)
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
            Repair(name, before, f"{latitude} ／ {longitude}", "1つの欄に入っていた緯度と経度を分けました。")
        )
    if unread := cells.pop("location", ""):
        reason = (
            "緯度と経度として読めないため取り込みません。「34.342028,134.046611」のように入力してください。"
        )
        repairs.append(Repair("location", unread, "", reason, is_doubt=True))


def _check_coordinates(cells: dict[str, str], repairs: list[Repair]) -> None:
    if "latitude" not in cells and "longitude" not in cells:
        return
    before = f"{cells.get('latitude', '')} ／ {cells.get('longitude', '')}"
    try:
        latitude, longitude = (float(folded(cells[name])) for name in ("latitude", "longitude"))
    except KeyError:
        cells.pop("latitude", None)
        cells.pop("longitude", None)
        reason = "緯度と経度の一方しかないため取り込みません。両方を入力してください。"
        repairs.append(Repair("latitude", before, "", reason, is_doubt=True))
        return
    except ValueError:
        return  # the cleaner of the column tells which one cannot be read
    if _in_japan(latitude, longitude):
        return
    if _in_japan(longitude, latitude):
        cells["latitude"], cells["longitude"] = cells["longitude"], cells["latitude"]
        after = f"{cells['latitude']} ／ {cells['longitude']}"
        repairs.append(Repair("latitude", before, after, "緯度と経度が逆になっていたため、入れ替えました。"))
        return
    del cells["latitude"], cells["longitude"]
    reason = "日本の中の位置ではないため取り込みません。"
    repairs.append(Repair("latitude", before, "", reason, is_doubt=True))


def _in_japan(latitude: float, longitude: float) -> bool:
    return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]


def _join_address(cells: dict[str, str], repairs: list[Repair]) -> None:
    """The address from its parts, where it is missing or only the end of them; a part that repeats the ones before it
    counts once.
    """
    for name in ("address", "town", "block"):
        if _DAY_FOR_NUMBER.fullmatch(cells.get(name, "").strip()):
            reason = "番地が、表計算ソフトで日付に変わったようです。元の番地を確かめてください。"
            repairs.append(Repair(name, cells[name], cells[name], reason, is_doubt=True))
    parts = {name: folded(cells.pop(name)) for name in _ADDRESS_PARTS if name in cells}
    if not parts:
        return
    joined = ""
    for part in parts.values():
        joined = part if part.startswith(joined) else joined + part
    before, whole = " ／ ".join(parts.values()), cells.get("address", "")
    if not whole:
        cells["address"] = joined
        repairs.append(Repair("address", before, joined, "分かれていた住所をつなぎました。"))
        return
    written = address_key(whole)
    missing = [
        part for name, part in parts.items() if name != "prefecture" and address_key(part) not in written
    ]
    if missing and address_key(joined).endswith(written):
        cells["address"] = joined
        repairs.append(
            Repair("address", whole, joined, "住所の前に、分かれていた市区町村や町字を補いました。")
        )
    elif missing:
        told = "」「".join(missing)
        reason = (
            f"「{told}」は、住所の欄の内容と合わないため取り込みません。どちらが正しいか確かめてください。"
        )
        repairs.append(Repair("address", before, whole, reason, is_doubt=True))


def _split_hours(cells: dict[str, str], repairs: list[Repair]) -> None:
    """9:00〜17:00 in the cell of the opening, where nothing says when it closes; what follows in brackets stays there."""
    found = _HOURS.fullmatch(folded(cells.get("opens_at", "")))
    if found is None or (cells.get("closes_at") and cells["closes_at"] != cells["opens_at"]):
        return
    before = cells["opens_at"]
    begin, end, note = (each.strip() for each in found.groups(default=""))
    if begin.startswith("午後") and not end.startswith("午"):
        end = f"午後{end}"
    cells["opens_at"], cells["closes_at"] = f"{begin}{note}", end
    repairs.append(
        Repair("opens_at", before, f"{begin} ／ {end}", "1つの欄に入っていた開始と終了の時刻を分けました。")
    )


def _join_extension(cells: dict[str, str], repairs: list[Repair]) -> None:
    extension = cells.pop("extension", "")
    if not extension or is_nothing(extension):
        return
    digits = re.sub(r"^(?:内線|内)[:\s]*", "", folded(extension))
    if "phone" in cells and re.fullmatch(r"\d{1,6}", digits):
        cells["phone"] = f"{cells['phone']} 内線{digits}"
        return
    why = "内線の番号として読めない" if "phone" in cells else "電話番号がない"
    repairs.append(Repair("extension", extension, "", f"{why}ため取り込みません。", is_doubt=True))
