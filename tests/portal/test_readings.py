"""How the names of the city and its districts are read above their kanji."""

import pytest

from portal.districts import readings_of
from portal.japanese.furigana import segments
from portal.models import Council, District


def shown(text: str, district: District | None) -> str:
    return "".join(
        f"{part.text}《{part.reading}》" if part.reading else part.text
        for part in segments(text, readings_of(district))
    )


def test_the_city_and_every_district_are_read_as_they_say(wakaba: District, shiomidai: District) -> None:
    Council.objects.update(city_kana="みどりのし")
    for district in (wakaba, None):
        assert shown("みどり野市扇町", district) == "みどり野市《のし》扇町《おうぎまち》"
        assert shown("潮見台地区", district) == "潮見台《しおみだい》地区《ちく》"


@pytest.mark.parametrize(
    ("city", "expected"), [("高松市", "高松《たかまつ》市《し》"), ("日向市", "日向《ひゅうが》市《し》")]
)
def test_a_city_without_kana_is_read_as_the_dictionary_does(
    council: Council, city: str, expected: str
) -> None:
    Council.objects.update(city=city)
    assert shown(city, None) == expected
