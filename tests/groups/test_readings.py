"""How the names of a district's organisations and neighbourhoods are read above their kanji."""

from groups.models import Desk
from portal.districts import readings_of
from portal.japanese.furigana import Segment, segments
from portal.models import District, Neighborhood
from tests.groups.factory import make_organization


def test_names_are_read_as_their_records_say_and_not_guessed_where_these_say_nothing(
    wakaba: District, shiomidai: District
) -> None:
    for name, kana in [("弘恩苑", "こうおんえん"), ("弘恩苑", ""), ("法寿会館", "")]:
        make_organization(wakaba, name=name, kana=kana)
    Neighborhood.objects.create(district=wakaba, name="和幸台", kana="")
    Neighborhood.objects.create(district=wakaba, name="川島町", kana="かわしまちょう")
    told = readings_of(wakaba)
    assert dict(told)["弘恩苑"] == "こうおんえん"  # of two of one name, the one that is told
    assert segments("弘恩苑", told) == [Segment("弘", "こう"), Segment("恩", "おん"), Segment("苑", "えん")]
    assert segments("法寿会館", told) == [Segment("法寿"), Segment("会館", "かいかん")]
    assert segments("和幸台", told)[0].reading is None
    assert "法寿会館" not in readings_of(shiomidai).unread


def test_desks_are_read_as_they_say(wakaba: District, shiomidai: District) -> None:
    for name, kana, district in [("暮幸窓口", "ぼこうまどぐち", None), ("法寿相談室", "", wakaba)]:
        Desk.objects.create(name=name, kana=kana, district=district, phone="000-0000-0001")
    assert segments("暮幸窓口", readings_of(shiomidai))[0].reading == "ぼこう"
    assert segments("法寿相談室", readings_of(wakaba))[0] == Segment("法寿")
