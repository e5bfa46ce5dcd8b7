"""Final minutes: confirmed, told to the ledger of challenges, reopened, and read by whom."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from groups.actions import challenges, meetings, minutes, voices
from groups.models import AgendaItem, Challenge, Meeting, Roundtable
from groups.reports.minutes import minutes_of
from portal.models import District, User
from tests.groups.meetings.records import SECRETS, ClientOf, items_of
from tests.groups.tables import make_meeting

# -- Final ------------------------------------------------------------------------------------------------------------


def decide(item: AgendaItem, decision: str = "移動販売を月2回ためす。") -> AgendaItem:
    minutes.save_minutes(item.meeting, values={}, items={item: {"decision": decision}})
    return item


def test_a_decision_moves_its_challenge_on(
    held: Meeting, challenge: Challenge, coordinator: User, client_of: ClientOf
) -> None:
    item = decide(items_of(held)[0])
    client = client_of(coordinator)
    client.post(
        f"/wakaba/councils/meetings/{held.pk}/confirm/",
        {
            "publish": "yes",
            f"step-{item.pk}": "on",
            f"text-{item.pk}": "移動販売を月2回ためすことにしました。",
        },
    )
    held.refresh_from_db()
    challenge.refresh_from_db()
    step = challenge.steps.get(stage=Challenge.Stage.DISCUSSION)
    assert (held.state, held.is_public, held.confirmed_on) == ("minuted", True, timezone.localdate())
    assert (step.taken_on, step.text) == (held.held_on, "移動販売を月2回ためすことにしました。")
    assert (step.evidence, step.evidence_url) == (str(held), held.get_absolute_url())
    assert challenge.stage == Challenge.Stage.DISCUSSION


def test_confirming_again_rewrites_the_step(held: Meeting, challenge: Challenge) -> None:
    item = decide(items_of(held)[0])
    minutes.confirm_minutes(held, is_public=False, steps={item: "はじめの文"})
    step = challenge.steps.get(stage=Challenge.Stage.DISCUSSION)
    assert (step.text, step.evidence_url) == ("はじめの文", "")
    minutes.reopen_minutes(held)
    minutes.confirm_minutes(held, is_public=True, steps={item: "直した文"})
    step = challenge.steps.get(stage=Challenge.Stage.DISCUSSION)
    assert (step.text, step.evidence_url) == ("直した文", held.get_absolute_url())


def test_what_is_not_ticked_stays_out_of_the_ledger(
    held: Meeting, challenge: Challenge, coordinator: User, client_of: ClientOf
) -> None:
    item = decide(items_of(held)[0])
    client_of(coordinator).post(
        f"/wakaba/councils/meetings/{held.pk}/confirm/", {"publish": "no", f"text-{item.pk}": "書かない"}
    )
    held.refresh_from_db()
    assert (held.state, held.is_public, challenge.steps.count()) == ("minuted", False, 1)


def test_a_voice_moves_the_challenge_that_it_belongs_to(
    held: Meeting, challenge: Challenge, wakaba: District
) -> None:
    voice = voices.receive_voice(district=wakaba, text="店が遠い")
    voices.link_voice(voice, challenge=challenge)
    item = decide(minutes.add_voice(held, voice))
    minutes.confirm_minutes(held, is_public=True, steps={item: item.decision})
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
    held: Meeting, client: Client, coordinator: User, client_of: ClientOf
) -> None:
    minutes.confirm_minutes(held, is_public=True, steps={})
    assert client.get(held.get_absolute_url()).status_code == 200
    item = items_of(held)[0]
    for write in (
        lambda: minutes.add_item(held, title="新しい議題"),
        lambda: minutes.remove_item(item),
        lambda: minutes.save_minutes(held, values={"summary": "x"}, items={}),
        lambda: meetings.save_attendance(held, states={}, values={"visitors": 99}),
    ):
        with pytest.raises(ValidationError):
            write()
    for part in ("edit", "attendance", "agenda", "minutes", "confirm"):
        answer = client_of(coordinator).get(f"/wakaba/councils/meetings/{held.pk}/{part}/")
        assert answer["Location"] == held.get_absolute_url()
    client_of(coordinator).post(f"/wakaba/councils/meetings/{held.pk}/reopen/")
    assert client.get(held.get_absolute_url()).status_code == 404
    held.refresh_from_db()
    assert (held.state, held.confirmed_on) == ("held", None)


# -- What is read -----------------------------------------------------------------------------------------------------


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
