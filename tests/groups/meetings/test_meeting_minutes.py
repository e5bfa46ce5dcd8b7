"""Minutes while they are written: saved in passing, by two people at once, without names."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from groups.actions import meetings, minutes
from groups.models import AgendaItem, Homework, Meeting, Member, Roundtable
from groups.reports.minutes import named_in
from portal.models import User
from tests.groups.meetings.records import ClientOf, items_of
from tests.groups.tables import in_days, make_member

HTMX = {"HX-Request": "true", "HX-Target": "autosave"}


class Writer:
    """Somebody with the minutes open in a browser: keeps the versions that the page had, and what was typed."""

    def __init__(self, client: Client, meeting: Meeting) -> None:
        self.client = client
        self.address = f"/wakaba/councils/meetings/{meeting.pk}/minutes/"
        self.fields = self.read(client.get(self.address))

    @staticmethod
    def read(response: HttpResponse) -> dict[str, str]:
        """What the forms of a page hold: texts and hidden versions."""
        page = response.content.decode()
        texts = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
        inputs = re.findall(r'<input[^>]*?name="([^"]+)" value="([^"]*)"', page)
        return {name: value for name, value in [*texts, *inputs] if name.startswith(("item-", "meeting-"))}

    def types(self, item: AgendaItem, **texts: str) -> None:
        self.fields |= {f"item-{item.pk}-{name}": text for name, text in texts.items()}

    def pauses(self) -> str:
        """What was typed is saved in passing; the answer brings versions and other people's words."""
        response = self.client.post(self.address, self.fields, headers=HTMX)
        assert response.status_code == 200
        self.fields |= self.read(response)
        return response.content.decode()

    def saves(self, **more: object) -> HttpResponse:
        """The button is pressed."""
        response = self.client.post(self.address, self.fields | more)
        if response.status_code == 422:
            self.fields |= self.read(response)
        return response


# -- Saving -----------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_saved_in_passing(held: Meeting, coordinator: User, client_of: ClientOf) -> None:
    first, _ = items_of(held)
    writer = Writer(client_of(coordinator), held)
    for text in ("移動", "移動販売を", "移動販売をためす"):
        writer.types(first, remarks=text)
        answer = writer.pauses()
    assert "に保存しました。" in answer and "data-unsaved" not in answer and "<html" not in answer
    first.refresh_from_db()
    held.refresh_from_db()
    assert (first.remarks, first.version, held.state) == ("移動販売をためす", 4, "held")


def test_nothing_new_makes_no_version(held: Meeting, coordinator: User, client_of: ClientOf) -> None:
    writer = Writer(client_of(coordinator), held)
    writer.pauses()
    before = [(item.version, item.versions.count()) for item in items_of(held)]
    writer.pauses()
    assert writer.saves().status_code == 302
    assert [(item.version, item.versions.count()) for item in items_of(held)] == before


def test_it_works_without_javascript_and_notes_homework(
    held: Meeting, table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    first, second = items_of(held)
    member = make_member(table, "岡田 恵")
    writer = Writer(client_of(coordinator), held)
    writer.types(first, remarks="要旨", decision="決定")
    new = f"homework-{second.pk}"
    response = writer.saves(
        **{
            f"{new}-text": "ちらしをつくる",
            f"{new}-owner": member.pk,
            f"{new}-due_on": in_days(9),
            "homework": second.pk,
        }
    )
    assert response["Location"].endswith(f"/minutes/#item-{second.pk}")
    piece = Homework.objects.get()
    assert (piece.text, piece.owner, piece.item, piece.due_on) == (
        "ちらしをつくる",
        member,
        second,
        in_days(9),
    )
    first.refresh_from_db()
    assert (first.remarks, first.decision) == ("要旨", "決定")


def test_half_a_homework_is_kept_on_the_page_and_not_saved(
    held: Meeting, coordinator: User, client_of: ClientOf
) -> None:
    first, _ = items_of(held)
    writer = Writer(client_of(coordinator), held)
    writer.types(first, remarks="要旨")
    response = writer.saves(**{f"homework-{first.pk}-owner_name": "市社協 地区担当"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "市社協 地区担当" in page and ">\n要旨</textarea>" in page
    writer.fields[f"homework-{first.pk}-text"] = "まだ書きかけ"
    writer.pauses()
    assert Homework.objects.count() == 0


# -- Two people at once -----------------------------------------------------------------------------------------------


def test_two_people_write_on_different_points(
    held: Meeting, coordinator: User, chair: User, client_of: ClientOf
) -> None:
    first, second = items_of(held)
    one, other = Writer(client_of(coordinator), held), Writer(client_of(chair), held)
    one.types(first, remarks="一人目が書いた")
    one.pauses()
    other.types(second, remarks="二人目が書いた")
    answer = other.pauses()
    # The other's words come into the page, since nobody typed there.
    assert "一人目が書いた" in answer and "hx-swap-oob" in answer and "data-unsaved" not in answer
    other.types(second, decision="決まった")
    other.pauses()
    one.pauses()
    assert one.fields[f"item-{second.pk}-remarks"] == "二人目が書いた"
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.remarks, second.remarks, second.decision) == (
        "一人目が書いた",
        "二人目が書いた",
        "決まった",
    )


def test_two_people_write_different_fields_of_one_point(
    held: Meeting, coordinator: User, chair: User, client_of: ClientOf
) -> None:
    first, _ = items_of(held)
    one, other = Writer(client_of(coordinator), held), Writer(client_of(chair), held)
    one.types(first, remarks="要旨")
    one.pauses()
    other.types(first, decision="決定")
    other.pauses()
    other.types(first, decision="決定した")
    other.pauses()
    first.refresh_from_db()
    assert (first.remarks, first.decision) == ("要旨", "決定した")


def test_two_people_write_the_same_field_and_are_told(
    held: Meeting, coordinator: User, chair: User, client_of: ClientOf
) -> None:
    first, second = items_of(held)
    one, other = Writer(client_of(coordinator), held), Writer(client_of(chair), held)
    one.types(first, remarks="一人目の文")
    one.pauses()
    other.types(first, remarks="二人目の文")
    other.types(second, remarks="ほかの議題")
    for _ in range(3):  # going on typing overwrites nothing
        answer = other.pauses()
        assert "議題1は、ほかの人も同時に書いています。" in answer and "data-unsaved" in answer
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.remarks, second.remarks) == ("一人目の文", "ほかの議題")

    # The button shows both; pressing it again overwrites knowingly.
    response = other.saves()
    assert response.status_code == 422
    assert "一人目の文" in response.content.decode() and "二人目の文" in response.content.decode()
    assert other.saves().status_code == 302
    first.refresh_from_db()
    assert first.remarks == "二人目の文"


def test_a_point_that_was_taken_off_meanwhile_gives_its_text_back(
    held: Meeting, coordinator: User, chair: User, client_of: ClientOf
) -> None:
    first, second = items_of(held)
    writer = Writer(client_of(chair), held)
    writer.types(first, remarks="行き先のない文")
    writer.types(second, remarks="残る文")
    minutes.remove_item(first)
    assert "ほかの人が、議題を1つはずしました。" in writer.pauses()
    response = writer.saves()
    assert response.status_code == 422 and "行き先のない文" in response.content.decode()
    second.refresh_from_db()
    assert second.remarks == "残る文"


def test_minutes_that_became_final_meanwhile_are_not_changed(
    held: Meeting, coordinator: User, chair: User, client_of: ClientOf
) -> None:
    first, _ = items_of(held)
    writer = Writer(client_of(chair), held)
    minutes.confirm_minutes(held, is_public=True, steps={})
    writer.types(first, remarks="遅すぎた文")
    assert meetings.FINAL in writer.pauses()
    response = writer.saves()
    assert response.status_code == 422 and "遅すぎた文" in response.content.decode()
    first.refresh_from_db()
    assert first.remarks == ""
    assert client_of(chair).get(writer.address)["Location"] == held.get_absolute_url()


# -- No names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("山田さんから、車の話があった。", ["山田 花子"]),
        ("山 田 花 子が話した", ["山田 花子"]),
        ("山田花子", ["山田 花子"]),
        ("山田町の店が遠い。", []),
        ("森の中の道が暗い。森委員の話。", ["森 一"]),
        ("森が近い", []),
        ("みどりが話した", []),
        ("施設の職員から話があった。", []),
    ],
)
def test_names_of_members_are_noticed(text: str, found: list[str]) -> None:
    members = [Member(name="山田 花子"), Member(name="森 一"), Member(name="みどり団体")]
    assert named_in(text, members) == found


def test_a_name_is_a_soft_warning(
    held: Meeting, table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    make_member(table, "山田 花子")
    first, _ = items_of(held)
    writer = Writer(client_of(coordinator), held)
    writer.types(first, remarks="山田さんが話した。")
    answer = writer.pauses()
    assert "委員のお名前（山田 花子）があるようです" in answer and "に保存しました。" in answer
    first.refresh_from_db()
    assert first.remarks == "山田さんが話した。"
    page = client_of(coordinator).get(f"/wakaba/councils/meetings/{held.pk}/confirm/").content.decode()
    assert "委員のお名前（山田 花子）があるようです" in page
