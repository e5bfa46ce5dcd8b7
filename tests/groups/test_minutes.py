"""Minutes: saved in passing, written by two people at once, made final, told to the ledger, printed."""

import io
import re
from collections.abc import Callable
from datetime import date

import openpyxl
import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from groups.actions import challenges, meetings, minutes, voices
from groups.actions.homework import save_homework
from groups.models import AgendaItem, Challenge, Homework, Meeting, Member, Organization, Roundtable
from groups.reports.minutes import minutes_document, minutes_of, named_in
from portal.models import District, User
from portal.permissions import access_for
from tests.groups.tables import in_days, make_meeting, make_member, make_roundtable
from tests.printing import printed

ClientOf = Callable[[User | None], Client]
HTMX = {"HX-Request": "true", "HX-Target": "autosave"}


@pytest.fixture
def table(wakaba: District) -> Roundtable:
    return make_roundtable(wakaba)


@pytest.fixture
def challenge(wakaba: District) -> Challenge:
    return challenges.create_challenge(district=wakaba, title="買い物に行く足がない", is_public=True)


@pytest.fixture
def meeting(table: Roundtable, challenge: Challenge) -> Meeting:
    """A meeting of last week with two points, the first about a challenge."""
    meeting = make_meeting(table, -7, topic="買い物")
    minutes.add_challenge(meeting, challenge)
    minutes.add_item(meeting, title="夏まつりの準備")
    return meeting


def items_of(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.agenda.all())


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


def test_what_is_typed_is_saved_in_passing(meeting: Meeting, coordinator: User, client_of: ClientOf) -> None:
    first, _ = items_of(meeting)
    writer = Writer(client_of(coordinator), meeting)
    for text in ("移動", "移動販売を", "移動販売をためす"):
        writer.types(first, remarks=text)
        answer = writer.pauses()
    assert "に保存しました。" in answer and "data-unsaved" not in answer and "<html" not in answer
    first.refresh_from_db()
    meeting.refresh_from_db()
    assert (first.remarks, first.version, meeting.state) == ("移動販売をためす", 4, "held")


def test_nothing_new_makes_no_version(meeting: Meeting, coordinator: User, client_of: ClientOf) -> None:
    writer = Writer(client_of(coordinator), meeting)
    writer.pauses()
    before = [(item.version, item.versions.count()) for item in items_of(meeting)]
    writer.pauses()
    assert writer.saves().status_code == 302
    assert [(item.version, item.versions.count()) for item in items_of(meeting)] == before


def test_it_works_without_javascript_and_notes_homework(
    meeting: Meeting, table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    first, second = items_of(meeting)
    member = make_member(table, "岡田 恵")
    writer = Writer(client_of(coordinator), meeting)
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
    meeting: Meeting, coordinator: User, client_of: ClientOf
) -> None:
    first, _ = items_of(meeting)
    writer = Writer(client_of(coordinator), meeting)
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
    meeting: Meeting, coordinator: User, chair: User, client_of: ClientOf
) -> None:
    first, second = items_of(meeting)
    one, other = Writer(client_of(coordinator), meeting), Writer(client_of(chair), meeting)
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
    meeting: Meeting, coordinator: User, chair: User, client_of: ClientOf
) -> None:
    first, _ = items_of(meeting)
    one, other = Writer(client_of(coordinator), meeting), Writer(client_of(chair), meeting)
    one.types(first, remarks="要旨")
    one.pauses()
    other.types(first, decision="決定")
    other.pauses()
    other.types(first, decision="決定した")
    other.pauses()
    first.refresh_from_db()
    assert (first.remarks, first.decision) == ("要旨", "決定した")


def test_two_people_write_the_same_field_and_are_told(
    meeting: Meeting, coordinator: User, chair: User, client_of: ClientOf
) -> None:
    first, second = items_of(meeting)
    one, other = Writer(client_of(coordinator), meeting), Writer(client_of(chair), meeting)
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
    meeting: Meeting, coordinator: User, chair: User, client_of: ClientOf
) -> None:
    first, second = items_of(meeting)
    writer = Writer(client_of(chair), meeting)
    writer.types(first, remarks="行き先のない文")
    writer.types(second, remarks="残る文")
    minutes.remove_item(first)
    assert "ほかの人が、議題を1つはずしました。" in writer.pauses()
    response = writer.saves()
    assert response.status_code == 422 and "行き先のない文" in response.content.decode()
    second.refresh_from_db()
    assert second.remarks == "残る文"


def test_minutes_that_became_final_meanwhile_are_not_changed(
    meeting: Meeting, coordinator: User, chair: User, client_of: ClientOf
) -> None:
    first, _ = items_of(meeting)
    writer = Writer(client_of(chair), meeting)
    minutes.confirm_minutes(meeting, is_public=True, steps={})
    writer.types(first, remarks="遅すぎた文")
    assert meetings.FINAL in writer.pauses()
    response = writer.saves()
    assert response.status_code == 422 and "遅すぎた文" in response.content.decode()
    first.refresh_from_db()
    assert first.remarks == ""
    assert client_of(chair).get(writer.address)["Location"] == meeting.get_absolute_url()


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
    meeting: Meeting, table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    make_member(table, "山田 花子")
    first, _ = items_of(meeting)
    writer = Writer(client_of(coordinator), meeting)
    writer.types(first, remarks="山田さんが話した。")
    answer = writer.pauses()
    assert "委員のお名前（山田 花子）があるようです" in answer and "に保存しました。" in answer
    first.refresh_from_db()
    assert first.remarks == "山田さんが話した。"
    page = client_of(coordinator).get(f"/wakaba/councils/meetings/{meeting.pk}/confirm/").content.decode()
    assert "委員のお名前（山田 花子）があるようです" in page


# -- Final ------------------------------------------------------------------------------------------------------------


def decide(item: AgendaItem, decision: str = "移動販売を月2回ためす。") -> AgendaItem:
    minutes.save_minutes(item.meeting, values={}, items={item: {"decision": decision}})
    return item


def test_a_decision_moves_its_challenge_on(
    meeting: Meeting, challenge: Challenge, coordinator: User, client_of: ClientOf
) -> None:
    item = decide(items_of(meeting)[0])
    client = client_of(coordinator)
    client.post(
        f"/wakaba/councils/meetings/{meeting.pk}/confirm/",
        {
            "publish": "yes",
            f"step-{item.pk}": "on",
            f"text-{item.pk}": "移動販売を月2回ためすことにしました。",
        },
    )
    meeting.refresh_from_db()
    challenge.refresh_from_db()
    step = challenge.steps.get(stage=Challenge.Stage.DISCUSSION)
    assert (meeting.state, meeting.is_public, meeting.confirmed_on) == ("minuted", True, timezone.localdate())
    assert (step.taken_on, step.text) == (meeting.held_on, "移動販売を月2回ためすことにしました。")
    assert (step.evidence, step.evidence_url) == (str(meeting), meeting.get_absolute_url())
    assert challenge.stage == Challenge.Stage.DISCUSSION


def test_confirming_again_rewrites_the_step(meeting: Meeting, challenge: Challenge) -> None:
    item = decide(items_of(meeting)[0])
    minutes.confirm_minutes(meeting, is_public=False, steps={item: "はじめの文"})
    step = challenge.steps.get(stage=Challenge.Stage.DISCUSSION)
    assert (step.text, step.evidence_url) == ("はじめの文", "")
    minutes.reopen_minutes(meeting)
    minutes.confirm_minutes(meeting, is_public=True, steps={item: "直した文"})
    step = challenge.steps.get(stage=Challenge.Stage.DISCUSSION)
    assert (step.text, step.evidence_url) == ("直した文", meeting.get_absolute_url())


def test_what_is_not_ticked_stays_out_of_the_ledger(
    meeting: Meeting, challenge: Challenge, coordinator: User, client_of: ClientOf
) -> None:
    item = decide(items_of(meeting)[0])
    client_of(coordinator).post(
        f"/wakaba/councils/meetings/{meeting.pk}/confirm/", {"publish": "no", f"text-{item.pk}": "書かない"}
    )
    meeting.refresh_from_db()
    assert (meeting.state, meeting.is_public, challenge.steps.count()) == ("minuted", False, 1)


def test_a_voice_moves_the_challenge_that_it_belongs_to(
    meeting: Meeting, challenge: Challenge, wakaba: District
) -> None:
    voice = voices.receive_voice(district=wakaba, text="店が遠い")
    voices.link_voice(voice, challenge=challenge)
    item = decide(minutes.add_voice(meeting, voice))
    minutes.confirm_minutes(meeting, is_public=True, steps={item: item.decision})
    assert challenge.steps.filter(stage=Challenge.Stage.DISCUSSION).count() == 1


def test_a_meeting_ahead_has_no_minutes_yet(
    table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    ahead = make_meeting(table, 3)
    response = client_of(coordinator).post(
        f"/wakaba/councils/meetings/{ahead.pk}/confirm/", {"publish": "yes"}
    )
    assert response.status_code == 422
    assert "会議の日になっていないので" in response.content.decode()


def test_final_minutes_are_changed_only_after_reopening(
    meeting: Meeting, client: Client, coordinator: User, client_of: ClientOf
) -> None:
    minutes.confirm_minutes(meeting, is_public=True, steps={})
    assert client.get(meeting.get_absolute_url()).status_code == 200
    item = items_of(meeting)[0]
    for write in (
        lambda: minutes.add_item(meeting, title="新しい議題"),
        lambda: minutes.remove_item(item),
        lambda: minutes.save_minutes(meeting, values={"summary": "x"}, items={}),
        lambda: meetings.save_attendance(meeting, states={}, values={"visitors": 99}),
    ):
        with pytest.raises(ValidationError):
            write()
    for part in ("edit", "attendance", "agenda", "minutes", "confirm"):
        answer = client_of(coordinator).get(f"/wakaba/councils/meetings/{meeting.pk}/{part}/")
        assert answer["Location"] == meeting.get_absolute_url()
    client_of(coordinator).post(f"/wakaba/councils/meetings/{meeting.pk}/reopen/")
    assert client.get(meeting.get_absolute_url()).status_code == 404
    meeting.refresh_from_db()
    assert (meeting.state, meeting.confirmed_on) == ("held", None)


# -- What is read -----------------------------------------------------------------------------------------------------


@pytest.fixture
def finished(meeting: Meeting, table: Roundtable, organization: Organization) -> Meeting:
    """Minutes with all that they can have, published; one point and all names are not for everybody."""
    okada = make_member(table, "岡田 恵", organization, role="記録")
    ishikawa = make_member(table, "石川 正子", affiliation="けやき台自治会")
    kubo = make_member(table, "久保 千代", affiliation="")
    meetings.save_attendance(
        meeting,
        states={okada: ("proxy", "生活相談員の森"), ishikawa: ("absent", ""), kubo: ("present", "")},
        values={"visitors": 4, "guests": "市社協 地区担当\n市 高齢福祉課"},
    )
    first, second = items_of(meeting)
    secret = minutes.add_item(meeting, title="個人の相談", is_internal=True)
    piece = Homework(meeting=meeting, item=first, text="保険を調べる", owner=okada, due_on=date(2027, 1, 15))
    hidden = Homework(meeting=meeting, item=secret, text="本人に会う", owner_name="久保 千代")
    save_homework(Homework(meeting=meeting, text="行き先のない宿題", owner_name="山田 太郎"))
    minutes.save_minutes(
        meeting,
        values={
            "summary": "買い物の話が進みました。",
            "materials": "地区カルテ",
            "next_on": date(2027, 2, 20),
            "next_note": "テーマ決定会",
        },
        items={
            first: {"remarks": "車が空いている。", "decision": "月2回ためす。"},
            second: {"remarks": "屋台を出す。"},
            secret: {"remarks": "秘密の話", "decision": "秘密の決定"},
        },
        homework=[piece, hidden],
    )
    minutes.confirm_minutes(meeting, is_public=True, steps={})
    return meeting


SECRETS = ("岡田", "石川", "久保", "森", "けやき台自治会", "個人の相談", "秘密", "本人に会う", "山田 太郎")


def test_the_public_page_has_organisations_and_no_persons(finished: Meeting, client: Client) -> None:
    page = client.get(finished.get_absolute_url()).content.decode()
    for told in (
        "特別養護老人ホーム若葉の里",
        "ほか1人",
        "市社協 地区担当、市 高齢福祉課",
        "傍聴：</strong>4人",
        "買い物の話が進みました。",
        "車が空いている。",
        "月2回ためす。",
        "保険を調べる",
        "担当：特別養護老人ホーム若葉の里",
        "2027年2月20日（土）",
    ):
        assert told in page
    assert [secret for secret in SECRETS if secret in page] == []


def test_the_districts_people_read_all_of_it_and_the_editor_no_names(
    finished: Meeting, coordinator: User, editor: User, client_of: ClientOf
) -> None:
    page = client_of(coordinator).get(finished.get_absolute_url()).content.decode()
    assert [secret for secret in SECRETS if secret not in page] == []
    page = client_of(editor).get(finished.get_absolute_url()).content.decode()
    assert "秘密の決定" in page and "本人に会う" in page
    assert [name for name in ("岡田", "石川", "久保", "山田 太郎") if name in page] == []


def test_minutes_as_numbers_and_texts(finished: Meeting) -> None:
    public = minutes_of(finished, names=False, internal=False)
    assert public.affiliations == ("特別養護老人ホーム若葉の里",)
    assert (public.unnamed, len(public.present), len(public.absent), public.visitors) == (1, 2, 1, 4)
    assert [(item.number, item.title) for item in public.items] == [
        (1, "買い物に行く足がない"),
        (2, "夏まつりの準備"),
    ]
    assert [(line.text, line.owner) for line in public.all_homework] == [
        ("保険を調べる", "特別養護老人ホーム若葉の里"),
        ("行き先のない宿題", "委員のほかの方"),
    ]
    internal = minutes_of(finished, names=True, internal=True)
    assert [(who.name, who.state, who.note) for who in internal.present] == [
        ("岡田 恵", "代理", "生活相談員の森"),
        ("久保 千代", "出席", ""),
    ]
    assert [item.is_internal for item in internal.items] == [False, False, True]
    assert len(internal.all_homework) == 3


def test_a_challenge_that_is_not_public_is_not_named(finished: Meeting, challenge: Challenge) -> None:
    challenges.update_challenge(challenge, is_public=False)
    assert minutes_of(finished, names=False, internal=False).items[0].challenge is None
    assert minutes_of(finished, names=True, internal=True).items[0].challenge == challenge.pk


def test_points_that_others_may_read(
    finished: Meeting, coordinator: User, editor: User, contact: User
) -> None:
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415 -- only here

    for outside in (AnonymousUser(), contact):
        assert AgendaItem.objects.visible_to(outside).count() == 2
    assert AgendaItem.objects.visible_to(coordinator).count() == 3
    minutes.reopen_minutes(finished)
    assert AgendaItem.objects.visible_to(AnonymousUser()).count() == 0


# -- Printed ----------------------------------------------------------------------------------------------------------


def pdf_text(client: Client, query: str) -> str:
    response = printed(client, f"/wakaba/reports/{query}")
    assert response.status_code == 200
    content = b"".join(response) if response.streaming else response.content
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_public_print_says_all_that_minutes_say_and_no_names(
    finished: Meeting, coordinator: User, client_of: ClientOf
) -> None:
    text = squeezed(pdf_text(client_of(coordinator), f"minutes.pdf?meeting={finished.pk}"))
    for told in (
        "若葉地区第2層協議体会議録",
        "会議名",
        "日時",
        "場所",
        "出席",
        "欠席",
        "議題",
        "資料",
        "地区カルテ",
        "車が空いている。",
        "決定事項",
        "月2回ためす。",
        "宿題",
        "2027年1月15日",
        "次回",
        "公開",
        "傍聴",
        "委員のほか",
    ):
        assert told in text, told
    assert [secret for secret in SECRETS if squeezed(secret) in text] == []
    assert "取扱注意" not in text


def test_the_internal_print_has_names_and_is_marked(
    finished: Meeting, coordinator: User, editor: User, client_of: ClientOf
) -> None:
    query = f"minutes.pdf?meeting={finished.pk}&variant=internal&recipients=委員3名"
    text = squeezed(pdf_text(client_of(coordinator), query))
    assert "取扱注意" in text and "委員3名" in text
    assert [secret for secret in SECRETS if squeezed(secret) not in text] == []
    assert printed(client_of(editor), f"/wakaba/reports/{query}").status_code == 403


def test_the_workbook_has_the_same(finished: Meeting, coordinator: User, client_of: ClientOf) -> None:
    response = printed(client_of(coordinator), f"/wakaba/reports/minutes.xlsx?meeting={finished.pk}")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    facts = dict(row[:2] for row in book["会議"].iter_rows(min_row=2, values_only=True))
    assert (facts["傍聴"], facts["公開"], facts["資料"]) == (4, "公開", "地区カルテ")
    assert list(book["議題"].iter_rows(min_row=2, values_only=True))[0] == (
        1,
        "買い物に行く足がない",
        "車が空いている。",
        "月2回ためす。",
    )
    assert [row[0] for row in book["宿題"].iter_rows(min_row=2, values_only=True)] == [
        "保険を調べる",
        "行き先のない宿題",
    ]


def test_what_is_not_final_says_so(meeting: Meeting, coordinator: User) -> None:
    document = minutes_document(
        access_for(coordinator, meeting.roundtable.district), meeting=meeting, internal=False
    )
    assert (document.minutes.confirmed_on, document.minutes.is_public) == (None, False)


def test_the_editor_cannot_print_names_by_other_documents(
    finished: Meeting, editor: User, coordinator: User, client_of: ClientOf
) -> None:
    client = client_of(editor)
    assert client.get(f"/wakaba/reports/attendance/?meeting={finished.pk}").status_code == 403
    assert client.get(f"/wakaba/reports/convocation/?meeting={finished.pk}&copies=each").status_code == 422
    common = client.get(f"/wakaba/reports/convocation/?meeting={finished.pk}").content.decode()
    assert "岡田" not in common
    book = printed(client, f"/wakaba/reports/convocation.xlsx?meeting={finished.pk}").content
    cells = [
        cell for sheet in openpyxl.load_workbook(io.BytesIO(book)) for row in sheet.values for cell in row
    ]
    assert not any("岡田" in str(cell) for cell in cells)


def test_letters_go_to_each_member_with_a_slip_to_answer(
    table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    meeting = make_meeting(table, 9, topic="防災訓練")
    make_member(table, "岡田 恵", affiliation="若葉の里", email="okada@example.jp")
    make_member(table, "石川 正子", affiliation="けやき台自治会")
    client = client_of(coordinator)
    everybody = squeezed(pdf_text(client, f"convocation.pdf?meeting={meeting.pk}&copies=each"))
    assert (
        "若葉の里岡田恵様" in everybody
        and "けやき台自治会石川正子様" in everybody
        and "代理の出席" in everybody
    )
    on_paper = squeezed(pdf_text(client, f"convocation.pdf?meeting={meeting.pk}&copies=paper&slip=no"))
    assert "石川正子様" in on_paper and "岡田恵様" not in on_paper and "代理の出席" not in on_paper


def test_the_sheet_for_the_door_has_room_to_tick(
    table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    meeting = make_meeting(table, 9)
    make_member(table, "石川 正子", affiliation="けやき台自治会")
    text = squeezed(pdf_text(client_of(coordinator), f"attendance.pdf?meeting={meeting.pk}"))
    assert "けやき台自治会石川正子□□" in text and "取扱注意" in text and "配布先：会議の受付" in text
