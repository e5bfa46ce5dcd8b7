"""A meeting's agenda: its candidates, points of one's own, their order."""

from groups.actions import challenges, minutes, voices
from groups.actions.homework import save_homework
from groups.models import AgendaItem, Homework, Meeting, Roundtable, Voice
from groups.reports.meetings import candidates_for
from portal.models import District, User
from tests.groups.meetings.records import ClientOf, make_challenge
from tests.groups.tables import make_meeting


def test_candidates_are_what_nobody_took_up_yet(table: Roundtable, meeting: Meeting) -> None:
    district = table.district
    waiting = voices.receive_voice(district=district, text="街灯が切れています")
    published = voices.receive_voice(district=district, text="ベンチがほしい")
    voices.set_voice_state(published, state=Voice.State.PUBLISHED)
    hidden = voices.receive_voice(district=district, text="いたずら")
    voices.set_voice_state(hidden, state=Voice.State.HIDDEN)
    challenge = make_challenge(district)
    linked = voices.receive_voice(district=district, text="店が遠い")
    voices.link_voice(linked, challenge=challenge)
    closed = make_challenge(district, "終わった課題")
    challenges.close_challenge(closed, note="済み")
    earlier = make_meeting(table, -30)
    due = save_homework(Homework(meeting=earlier, text="保険を調べる"))
    save_homework(Homework(meeting=earlier, text="できたこと", state=Homework.State.DONE))
    save_homework(Homework(meeting=meeting, text="この会議の宿題"))

    found = candidates_for(meeting)
    assert found.voices == [published, waiting]
    assert found.challenges == [challenge]
    assert found.homework == [due]

    minutes.add_voice(meeting, waiting)
    minutes.add_challenge(meeting, challenge)
    minutes.add_review(meeting, [due])
    assert candidates_for(meeting) == type(found)([published], [], [])
    # A voice that was talked about is no candidate for any meeting; a challenge and open homework come again.
    later = make_meeting(table, 40)
    assert candidates_for(later).voices == [published]
    assert candidates_for(later).challenges == [challenge]
    assert [one.text for one in candidates_for(later).homework] == ["保険を調べる", "この会議の宿題"]


def test_what_is_not_public_is_kept_back_on_the_agenda(table: Roundtable, meeting: Meeting) -> None:
    voice = voices.receive_voice(district=table.district, text="佐藤さんの家がうるさい")
    challenge = make_challenge(table.district, is_public=False)
    assert minutes.add_voice(meeting, voice).is_internal
    assert minutes.add_challenge(meeting, challenge).is_internal
    assert not minutes.add_challenge(meeting, make_challenge(table.district, "公開の課題")).is_internal


def test_a_voice_that_seems_to_name_somebody_says_so_before_it_goes_on_the_agenda(
    table: Roundtable, meeting: Meeting, coordinator: User, client_of: ClientOf
) -> None:
    address = f"/wakaba/councils/meetings/{meeting.pk}/agenda/"
    voices.receive_voice(district=table.district, text="街灯が切れています")
    assert "お名前などがあるようです" not in client_of(coordinator).get(address).content.decode()
    voices.receive_voice(district=table.district, text="佐藤さんの家がうるさい")
    assert client_of(coordinator).get(address).content.decode().count("お名前などがあるようです") == 1


def test_one_press_adds_a_candidate_once(
    table: Roundtable, meeting: Meeting, coordinator: User, client_of: ClientOf
) -> None:
    challenge = make_challenge(table.district)
    client = client_of(coordinator)
    address = f"/wakaba/councils/meetings/{meeting.pk}/agenda/add/"
    pressed = {"kind": "challenge", "pk": challenge.pk}
    answer = client.post(address, pressed, headers={"HX-Request": "true", "HX-Target": "agenda"})
    assert answer.status_code == 200 and "<html" not in answer.content.decode()
    again = client.post(address, pressed, headers={"HX-Request": "true", "HX-Target": "agenda"})
    assert "もう議題にのっている" in again.content.decode()
    assert [(item.title, item.challenge) for item in meeting.agenda.all()] == [(challenge.title, challenge)]


def test_all_open_homework_becomes_one_point(
    table: Roundtable, meeting: Meeting, coordinator: User, client_of: ClientOf
) -> None:
    earlier = make_meeting(table, -30)
    pieces = [save_homework(Homework(meeting=earlier, text=text)) for text in ("一つ目", "二つ目")]
    client_of(coordinator).post(
        f"/wakaba/councils/meetings/{meeting.pk}/agenda/add/", {"kind": "homework", "pk": "all"}
    )
    item = meeting.agenda.get()
    assert (item.title, list(item.earlier.all())) == ("前回までの宿題の確認", pieces)


def test_nothing_of_another_district_gets_on_the_agenda(
    meeting: Meeting, shiomidai: District, coordinator: User, client_of: ClientOf
) -> None:
    foreign = make_challenge(shiomidai)
    client_of(coordinator).post(
        f"/wakaba/councils/meetings/{meeting.pk}/agenda/add/", {"kind": "challenge", "pk": foreign.pk}
    )
    assert meeting.agenda.count() == 0


def test_points_are_moved_with_buttons(meeting: Meeting, coordinator: User, client_of: ClientOf) -> None:
    items = [minutes.add_item(meeting, title=title) for title in ("い", "ろ", "は")]
    client = client_of(coordinator)

    def move(item: AgendaItem, to: str) -> str:
        client.post(f"/wakaba/councils/meetings/{meeting.pk}/agenda/{item.pk}/move/", {"to": to})
        return "".join(meeting.agenda.values_list("title", flat=True))

    assert move(items[2], "up") == "いはろ"
    assert move(items[0], "down") == "はいろ"
    assert move(items[2], "up") == "はいろ"
    assert move(items[0], "sideways") == "はいろ"


def test_a_point_with_text_is_removed_only_after_asking(
    meeting: Meeting, coordinator: User, client_of: ClientOf
) -> None:
    empty = minutes.add_item(meeting, title="空の議題")
    written = minutes.add_item(meeting, title="書いた議題", remarks="話し合ったこと")
    piece = save_homework(Homework(meeting=meeting, item=written, text="宿題は残る"))
    client = client_of(coordinator)
    base = f"/wakaba/councils/meetings/{meeting.pk}/agenda"
    client.post(f"{base}/{empty.pk}/remove/")
    asked = client.post(f"{base}/{written.pk}/remove/")
    assert "話し合ったこと" in asked.content.decode()
    assert list(meeting.agenda.all()) == [written]
    client.post(f"{base}/{written.pk}/remove/", {"sure": "True"})
    piece.refresh_from_db()
    assert (meeting.agenda.count(), piece.item) == (0, None)


def test_a_point_of_ones_own_needs_a_title(meeting: Meeting, coordinator: User, client_of: ClientOf) -> None:
    client = client_of(coordinator)
    address = f"/wakaba/councils/meetings/{meeting.pk}/agenda/"
    assert client.post(address, {"title": ""}).status_code == 422
    assert client.post(address, {"title": "  夏まつり　の準備 "})["Location"] == address
    assert [item.title for item in meeting.agenda.all()] == ["夏まつり の準備"]
