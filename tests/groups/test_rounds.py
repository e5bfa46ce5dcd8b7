"""The yearly round: asking, the link without an account, answers, reviewing and applying, reminders, the sheet on paper."""

import io
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import openpyxl
import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from groups.actions import give_consent, rounds
from groups.forms.rounds import AnswerForm
from groups.models import Organization, Round, Sheet
from groups.models.links import hash_token
from groups.models.questions import values_of
from groups.overview.rounds import returned_sheets, sheets_to_call
from groups.reports.rounds import round_progress
from portal.models import Council, District, Print, User
from portal.permissions import access_for
from tests.groups.factory import make_activity, make_contact, make_need, make_offer, make_organization
from tests.printing import printed

TODAY = timezone.localdate()
ASKED_ANEW = {
    "aim": "土曜日も開く",
    "trouble": "手伝う人が足りない",
    "consents": "yes",
    "returned_by": "森 久美子",
}


@pytest.fixture
def salon(wakaba: District) -> Organization:
    salon = make_organization(
        wakaba,
        kind="salon",
        name="サロンひだまり",
        kana="さろんひだまり",
        purpose="ゆっくり話せる集まりです。",
        issues="男の人が少ない",
        public_phone="0312345678",
    )
    make_activity(salon, name="お茶の会", weekdays=[3], place="集会所", cost="100円")
    make_offer(salon, "会場を貸す", kind="venue")
    make_offer(salon, "お茶を出す")
    make_need(salon, "男性の参加")
    make_contact(salon, name="森 久美子", email="mori@example.jp", mobile="000-9000-0001")
    return salon


@pytest.fixture
def running(wakaba: District, salon: Organization) -> Round:
    make_contact(make_organization(wakaba, name="みみの会", kana="みみのかい"), mobile="000-9000-0002")
    return rounds.start_round(
        district=wakaba, due_on=TODAY + timedelta(days=20), letter="確認をお願いします。"
    )


@pytest.fixture
def sheet(running: Round, salon: Organization) -> Sheet:
    return running.sheets.get(organization=salon)


def link_of(sheet: Sheet) -> str:
    return Sheet.objects.get(pk=sheet.pk).link_path


def answered(sheet: Sheet, **values: object) -> Sheet:
    plain = ASKED_ANEW | {"answers": {}, "consents": True, "channel": Sheet.Channel.PAPER}
    return rounds.answer_sheet(sheet, **plain | values)


# -- Starting and asking ---------------------------------------------------------------------------------------------


def test_a_sheet_for_each_organisation_that_exists(wakaba: District, shiomidai: District, salon) -> None:
    make_organization(wakaba, name="休み", status="paused")
    make_organization(wakaba, name="解散", status="dissolved")
    make_organization(shiomidai, name="よその地区")
    make_organization(None, name="市域")
    running = rounds.start_round(district=wakaba, due_on=TODAY)
    assert [(item.number, item.organization.name) for item in running.sheets.all()] == [
        (1, "休み"),
        (2, "サロンひだまり"),
    ]
    late = make_organization(wakaba, name="新しい団体")
    assert [(item.number, item.organization) for item in rounds.add_sheets(running)] == [(3, late)]
    assert rounds.add_sheets(running) == []


def test_one_round_a_year(running: Round, wakaba: District) -> None:
    with pytest.raises(ValidationError) as caught:
        rounds.start_round(district=wakaba, due_on=TODAY)
    assert caught.value.messages == ["この年度の確認は、すでに始まっています。"]


def test_starting_mails_who_has_an_address(
    salon, wakaba: District, coordinator: User, client_of, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    make_organization(wakaba, name="みみの会")
    client = client_of(coordinator)
    page = client.get("/wakaba/rounds/start/").content.decode()
    assert "始めて、1団体にメールを送る" in page
    due = TODAY + timedelta(days=14)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            "/wakaba/rounds/start/", {"due_on": due.isoformat(), "letter": "お願いします。", "mails": "1"}
        )
    sheet = Sheet.objects.get(organization=salon)
    assert [message.to for message in mailoutbox] == [["mori@example.jp"]]
    assert sheet.link_path in mailoutbox[0].body
    assert (sheet.sent_on, sheet.sent_to) == (TODAY, "mori@example.jp")
    assert Sheet.objects.get(organization__name="みみの会").sent_on is None


def test_nobody_is_asked_twice_nor_reminded_twice_a_day(
    sheet, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert [rounds.mail_sheet(sheet), rounds.mail_sheet(sheet)] == [True, False]
        assert not rounds.mail_sheet(sheet, reminding=True)  # asked today
        tomorrow = TODAY + timedelta(days=1)
        told = [rounds.mail_sheet(sheet, reminding=True, today=tomorrow) for _ in range(2)]
    assert told == [True, False]
    assert ["再度のお願い" in message.subject for message in mailoutbox] == [False, True]


def test_the_button_reminds_once(
    sheet, coordinator: User, client_of, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    Sheet.objects.filter(pk=sheet.pk).update(sent_on=TODAY - timedelta(days=7))
    client = client_of(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/wakaba/rounds/{sheet.round_id}/remind/")
        page = client.post(f"/wakaba/rounds/{sheet.round_id}/remind/", follow=True).content.decode()
    assert len(mailoutbox) == 1
    assert "催促は1日に1回までです" in page


# -- The link --------------------------------------------------------------------------------------------------------


def test_the_link_shows_the_record_and_takes_an_answer(client: Client, sheet, salon) -> None:
    page = client.get(link_of(sheet))
    text = page.content.decode()
    assert page.status_code == 200
    assert "お茶の会　毎週木曜日　集会所　100円" in text
    assert "000-9000-0001" not in text and "mori@example.jp" not in text
    response = client.post(link_of(sheet), ASKED_ANEW | {"kana_choice": "same"}, follow=True)
    assert response.redirect_chain == [(f"{link_of(sheet)}thanks/", 302)]
    assert "土曜日も開く" in response.content.decode()
    sheet.refresh_from_db()
    assert (sheet.state, sheet.channel, sheet.answers, sheet.returned_by) == (
        "returned",
        "link",
        {},
        "森 久美子",
    )


def test_the_page_is_neither_kept_nor_found(client: Client, sheet) -> None:
    page = client.get(link_of(sheet))
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "same-origin"


def test_the_secret_is_not_stored(sheet: Sheet) -> None:
    row = Sheet.objects.filter(pk=sheet.pk).values()[0]
    assert sheet.token not in str(row)
    assert row["token_hash"] == hash_token(sheet.token)
    assert "token_hash" not in {field.name for field in sheet.versions.model._meta.fields}


def test_the_link_can_be_used_again_until_it_is_applied(client: Client, sheet) -> None:
    client.post(link_of(sheet), ASKED_ANEW)
    again = client.get(link_of(sheet)).content.decode()
    assert "土曜日も開く" in again
    seen = Sheet.objects.get(pk=sheet.pk).answer_key
    client.post(link_of(sheet), ASKED_ANEW | {"aim": "日曜日も開く", "seen": seen})
    sheet.refresh_from_db()
    assert sheet.aim == "日曜日も開く"
    rounds.apply_sheet(sheet, accepted=[])
    assert client.get(link_of(sheet)).status_code == 404
    assert client.post(link_of(sheet), ASKED_ANEW | {"aim": "あとから"}).status_code == 404


def _told(response: HttpResponse) -> str:
    """The page without what belongs to the request itself."""
    return re.sub(r'"X-CSRFToken": "\w+"|value="\w{64}"|/answer/[\w-]+/', "", response.content.decode())


def _expire(sheet: Sheet) -> None:
    Sheet.objects.filter(pk=sheet.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def _close(sheet: Sheet) -> None:
    rounds.close_round(sheet.round)


def _skip(sheet: Sheet) -> None:
    rounds.skip_sheet(sheet)


@pytest.mark.parametrize("end", [_expire, _close, _skip])
def test_a_link_that_is_over_looks_like_a_wrong_one(
    client: Client, sheet, end: Callable[[Sheet], None]
) -> None:
    path = link_of(sheet)
    end(sheet)
    over, wrong = client.get(path), client.get(f"/wakaba/rounds/answer/{'x' * 32}/")
    assert (over.status_code, wrong.status_code) == (404, 404)
    assert "サロンひだまり" not in over.content.decode()
    assert _told(over) == _told(wrong)
    assert client.post(path, ASKED_ANEW).status_code == 404
    assert Sheet.objects.get(pk=sheet.pk).returned_at is None


def test_a_link_is_good_in_its_own_district_only(client: Client, sheet, shiomidai) -> None:
    assert client.get(link_of(sheet).replace("/wakaba/", "/shiomidai/")).status_code == 404
    assert client.get(f"{link_of(sheet)}thanks/").status_code == 404  # nothing answered yet


def test_a_new_link_ends_the_old_one(client: Client, sheet, coordinator: User, client_of) -> None:
    old = link_of(sheet)
    client_of(coordinator).post(f"/wakaba/rounds/sheets/{sheet.pk}/link/")
    assert link_of(sheet) != old
    assert client.get(old).status_code == 404
    assert client.get(link_of(sheet)).status_code == 200


def test_too_many_sendings_are_refused(client: Client, sheet) -> None:
    codes = [client.post(link_of(sheet), {"aim": ""}).status_code for _ in range(21)]
    assert codes == [422] * 20 + [429]


# -- Answering -------------------------------------------------------------------------------------------------------


def test_what_was_typed_is_kept_when_something_is_missing(client: Client, sheet) -> None:
    typed = {
        "public_phone_choice": "change",
        "public_phone": "000-1111-2222",
        "remarks": "会長が替わりました",
    }
    response = client.post(link_of(sheet), typed)
    text = response.content.decode()
    assert response.status_code == 422
    assert "000-1111-2222" in text and "会長が替わりました" in text
    assert text.count("field-invalid") == 4  # aim, trouble, consent, name
    assert Sheet.objects.get(pk=sheet.pk).state == "sent"


@pytest.mark.parametrize(
    ("typed", "corrections"),
    [
        ({"purpose_choice": "same", "purpose": "ちがう"}, {}),
        ({"purpose_choice": "change", "purpose": "ちがう"}, {"purpose": "ちがう"}),
        ({"purpose": "ちがう"}, {"purpose": "ちがう"}),
        ({"purpose": "ゆっくり話せる集まりです。 "}, {}),
        # A number that is stored in another form than we write it, and that nobody touched, is no correction.
        ({"public_phone": "0312345678"}, {}),
        (
            {"public_phone_choice": "change", "public_phone": "０３１２３４５６７９"},
            {"public_phone": "03-1234-5679"},
        ),
        ({"public_phone_choice": "change", "public_phone": ""}, {"public_phone": ""}),
        ({"kana_choice": "change", "kana": "サロンヒダマリカイ"}, {"kana": "さろんひだまりかい"}),
        ({"offers_choice": "change", "offers": "会場を貸す\r\n\r\nお茶"}, {"offers": "会場を貸す\nお茶"}),
        ({"offers": "会場を貸す\r\nお茶を出す"}, {}),
        ({"public_email_choice": "same", "public_email": "まちがい"}, {}),
    ],
)
def test_corrections(typed: dict[str, str], corrections: dict[str, str], sheet) -> None:
    form = AnswerForm(ASKED_ANEW | typed, sheet=sheet)
    assert form.is_valid(), form.errors
    assert form.corrections == corrections


def test_a_correction_must_correct_and_be_right(sheet) -> None:
    form = AnswerForm(
        ASKED_ANEW
        | {"purpose_choice": "change", "public_email_choice": "change", "public_email": "まちがい"},
        sheet=sheet,
    )
    assert not form.is_valid()
    assert set(form.errors) == {"purpose", "public_email"}
    assert form.errors["purpose"] == [
        "まだ直されていません。正しい内容にするか、「変わりなし」を選んでください。"
    ]


def test_two_answers_at_once_are_told(client: Client, sheet) -> None:
    seen = sheet.answer_key
    answered(sheet, aim="紙の返事")
    response = client.post(link_of(sheet), ASKED_ANEW | {"seen": seen})
    assert response.status_code == 422
    assert "別の返事が届きました" in response.content.decode()
    assert Sheet.objects.get(pk=sheet.pk).aim == "紙の返事"
    newer = Sheet.objects.get(pk=sheet.pk).answer_key
    assert f'value="{newer}"' in response.content.decode()
    client.post(link_of(sheet), ASKED_ANEW | {"seen": newer})
    assert Sheet.objects.get(pk=sheet.pk).aim == "土曜日も開く"


@pytest.fixture
def committed_sheet(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Sheet]:
    """A sheet that all connections see; what the test leaves is taken away, but not what the migrations made."""
    with django_db_blocker.unblock():
        council = Council.objects.create(pk=1, name="みどり野市社会福祉協議会", city="みどり野市")
        district = District.objects.create(council=council, slug="wakaba", name="若葉地区")
        make_organization(district, name="みみの会")
        yield rounds.start_round(district=district, due_on=TODAY).sheets.get()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE portal_council CASCADE")
        connections.close_all()


def test_of_two_answers_in_the_same_moment_one_is_told(committed_sheet: Sheet) -> None:
    together = Barrier(2)

    def answer(aim: str) -> str | None:
        together.wait()
        try:
            answered(committed_sheet, aim=aim, seen="")
        except ValidationError as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(map(str, pool.map(answer, ["一", "二"]))) == ["None", "conflict"]


def test_a_coordinator_keys_in_what_came_on_paper(sheet, coordinator: User, client_of) -> None:
    client = client_of(coordinator)
    response = client.post(f"/wakaba/rounds/sheets/{sheet.pk}/enter/", ASKED_ANEW | {"channel": "phone"})
    assert response["Location"] == f"/wakaba/rounds/sheets/{sheet.pk}/"
    sheet.refresh_from_db()
    assert (sheet.channel, sheet.trouble) == ("phone", "手伝う人が足りない")


# -- Reviewing and applying ------------------------------------------------------------------------------------------


def test_the_review_tells_field_before_and_after(sheet, coordinator: User, client_of) -> None:
    answered(sheet, answers={"representative": "大森 悟", "offers": "会場を貸す"}, consents=False)
    sheet = Sheet.objects.get(pk=sheet.pk)
    assert [(item.label, item.before, item.after) for item in sheet.corrections] == [
        ("できること", "会場を貸す\nお茶を出す", "会場を貸す"),
        ("代表者", "", "大森 悟"),
        ("今の課題（困っていること）", "男の人が少ない", "手伝う人が足りない"),
    ]
    page = client_of(coordinator).get(f"/wakaba/rounds/sheets/{sheet.pk}/").content.decode()
    assert "<ins>大森 悟</ins>" in page


def test_the_aim_becomes_the_purpose_where_there_is_none(sheet, salon) -> None:
    Organization.objects.filter(pk=salon.pk).update(purpose="")
    answered(sheet)
    rounds.apply_sheet(sheet, accepted=["purpose"])
    salon.refresh_from_db()
    assert (salon.purpose, salon.issues) == ("土曜日も開く", "男の人が少ない")


def test_applying_writes_what_was_accepted_only(sheet, salon, coordinator: User, client_of) -> None:
    came = timezone.make_aware(timezone.datetime(2026, 5, 10, 10))
    answered(sheet, answers={"representative": "大森 悟", "kana": "べつのかな"}, returned_at=came)
    sheet.refresh_from_db()
    response = client_of(coordinator).post(
        f"/wakaba/rounds/sheets/{sheet.pk}/apply/",
        {"accept": ["representative", "issues", "consent"], "seen": sheet.answer_key},
    )
    assert response["Location"] == f"/wakaba/rounds/{sheet.round_id}/"
    salon.refresh_from_db()
    assert (salon.representative, salon.kana, salon.issues) == (
        "大森 悟",
        "さろんひだまり",
        "手伝う人が足りない",
    )
    assert (salon.verified_on, salon.verified_by) == (date(2026, 5, 10), "森 久美子")
    assert (salon.consent_on, salon.consent_by, salon.consent_method) == (
        date(2026, 5, 10),
        "森 久美子",
        "paper",
    )
    sheet.refresh_from_db()
    assert (sheet.state, sheet.accepted, sheet.applied_by) == (
        "applied",
        ["consent", "issues", "representative"],
        coordinator,
    )
    assert [item.is_accepted for item in sheet.corrections] == [False, True, True, True]


def test_entries_keep_kind_and_go_on_for_a_year(sheet, salon) -> None:
    venue = salon.offers.get(text="会場を貸す")
    venue.expires_on = TODAY - timedelta(days=3)
    venue.save()
    answered(sheet, answers={"offers": "会場を貸します\n将棋を教える"})
    rounds.apply_sheet(sheet, accepted=["offers"])
    offers = {offer.text: (offer.pk == venue.pk, offer.kind) for offer in salon.offers.all()}
    assert offers == {"会場を貸します": (True, "venue"), "将棋を教える": (False, "other")}
    assert all(
        entry.expires_on > TODAY + timedelta(days=360) for entry in [*salon.offers.all(), *salon.needs.all()]
    )


@pytest.mark.parametrize(
    ("before", "answer", "accepted", "after"),
    [
        (True, True, [], date(2026, 5, 10)),  # the same consent, dated anew
        (False, True, ["consent"], date(2026, 5, 10)),
        (False, True, [], None),
        (True, False, ["consent"], None),
        (True, False, [], date(2020, 4, 1)),
    ],
)
def test_consent(before: bool, answer: bool, accepted: list[str], after: date | None, sheet, salon) -> None:
    if before:
        give_consent(salon, consented_by="前の人", method="paper", on=date(2020, 4, 1))
    answered(sheet, consents=answer, returned_at=timezone.make_aware(timezone.datetime(2026, 5, 10)))
    rounds.apply_sheet(sheet, accepted=accepted)
    salon.refresh_from_db()
    assert salon.consent_on == after


def test_applying_twice_does_nothing(sheet, salon) -> None:
    answered(sheet, answers={"representative": "大森 悟"})
    assert rounds.apply_sheet(sheet, accepted=["representative"])
    Organization.objects.filter(pk=salon.pk).update(representative="次の人")
    versions = salon.versions.count()
    assert not rounds.apply_sheet(sheet, accepted=["representative"])
    salon.refresh_from_db()
    assert salon.representative == "次の人"
    assert salon.versions.count() == versions


def test_a_newer_answer_is_reviewed_first(sheet) -> None:
    answered(sheet, aim="一")
    seen = Sheet.objects.get(pk=sheet.pk).answer_key
    answered(sheet, aim="二")
    with pytest.raises(ValidationError):
        rounds.apply_sheet(sheet, accepted=[], seen=seen)
    assert Sheet.objects.get(pk=sheet.pk).state == "returned"


def test_what_others_changed_meanwhile_is_told(sheet, salon) -> None:
    answered(sheet, answers={"representative": "大森 悟"})
    Organization.objects.filter(pk=salon.pk).update(representative="ほかの人")
    found = {item.name: item.now for item in Sheet.objects.get(pk=sheet.pk).corrections}
    assert found["representative"] == "ほかの人"
    assert found["issues"] is None


def test_an_old_answer_does_not_put_the_confirmation_back(sheet, salon) -> None:
    Organization.objects.filter(pk=salon.pk).update(verified_on=TODAY, verified_by="きのうの人")
    answered(sheet, returned_at=timezone.now() - timedelta(days=9))
    rounds.apply_sheet(sheet, accepted=[])
    salon.refresh_from_db()
    assert (salon.verified_on, salon.verified_by) == (TODAY, "きのうの人")


def test_a_value_that_breaks_a_rule_changes_nothing(sheet, salon, coordinator: User, client_of) -> None:
    answered(sheet, answers={"public_email": "まちがい"})
    page = client_of(coordinator).post(f"/wakaba/rounds/sheets/{sheet.pk}/apply/", {"all": "1"}, follow=True)
    assert "メールアドレス" in page.content.decode()
    assert Sheet.objects.get(pk=sheet.pk).state == "returned"
    salon.refresh_from_db()
    assert (salon.issues, salon.verified_on) == ("男の人が少ない", None)


def test_the_history_names_what_was_answered_and_accepted(sheet, coordinator: User, client_of) -> None:
    answered(sheet, answers={"representative": "大森 悟"})
    rounds.apply_sheet(sheet, accepted=["representative"], by=coordinator)
    page = client_of(coordinator).get(f"/wakaba/rounds/sheets/{sheet.pk}/history/").content.decode()
    assert "<ins>代表者「大森 悟」</ins>" in page
    assert page.index("反映した項目") < page.index("直したところ")  # the newest first
    assert sheet.token not in page


# -- Progress --------------------------------------------------------------------------------------------------------


def test_progress_and_the_desk(
    sheet, running, wakaba, coordinator: User, city: User, editor: User, client_of
) -> None:
    access = access_for(coordinator, wakaba)
    # The other one has no mail address.
    assert [item.text for item in sheets_to_call(access).items] == ["みみの会　山田花子 000-9000-0002"]
    answered(sheet)
    progress = round_progress(running)
    assert (progress.asked, progress.answered, progress.percent, progress.by_paper) == (2, 1, 50, 1)
    assert [item.text for item in returned_sheets(access).items] == ["サロンひだまり（紙・FAX）"]
    assert returned_sheets(access_for(editor, wakaba)).count == 0

    other = running.sheets.exclude(pk=sheet.pk).get()
    client = client_of(coordinator)
    client.post(f"/wakaba/rounds/sheets/{other.pk}/call/")
    assert sheets_to_call(access).count == 0
    client.post(f"/wakaba/rounds/sheets/{other.pk}/skip/")
    assert round_progress(running).percent == 100
    client.post(f"/wakaba/rounds/sheets/{other.pk}/skip/")
    assert round_progress(running).percent == 50


def test_who_dissolved_meanwhile_is_asked_no_more(sheet, running, salon) -> None:
    Organization.objects.filter(pk=salon.pk).update(status="dissolved")
    assert round_progress(running).asked == 1
    assert [item.sheet_count for item in Round.objects.with_counts()] == [1]
    assert not rounds.mail_sheet(sheet)
    answered(sheet)
    assert round_progress(running).asked == 2


def test_the_list_is_filtered_and_exported(sheet, running, city: User, client_of) -> None:
    client = client_of(city)
    answered(sheet)
    page = client.get(f"/wakaba/rounds/{running.pk}/?state=sent").content.decode()
    assert "みみの会" in page and "サロンひだまり" not in page.split('id="results"')[1]
    assert "みみの会" in client.get(f"/wakaba/rounds/{running.pk}/?state=incomplete").content.decode()
    response = client.get(f"/wakaba/rounds/{running.pk}/?format=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)
    assert [row[1] for row in rows] == ["団体・施設", "みみの会", "サロンひだまり"]


@pytest.mark.parametrize("path", ["/wakaba/rounds/", "/wakaba/rounds/{round}/", "/wakaba/network/"])
def test_lists_cost_the_same_for_one_and_three(
    path: str, running, wakaba, coordinator: User, client_of, django_assert_max_num_queries
) -> None:
    client = client_of(coordinator)
    path = path.format(round=running.pk)
    client.get(path)
    with django_assert_max_num_queries(11) as few:
        client.get(path)
    for number in range(3):
        make_contact(make_organization(wakaba, name=f"団体{number}", fields=["welfare"]))
    rounds.add_sheets(running)
    rounds.start_round(district=wakaba, due_on=date(2021, 5, 1), starts_on=date(2021, 4, 1))
    with django_assert_max_num_queries(len(few)):
        client.get(path)


def test_the_link_costs_little(client: Client, sheet, django_assert_max_num_queries) -> None:
    client.get(link_of(sheet))
    with django_assert_max_num_queries(9):
        client.get(link_of(sheet))


# -- Who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "reading", "editing"),
    [
        (None, 302, 302),
        ("stranger", 404, 404),
        ("contact", 404, 404),
        ("editor", 403, 403),
        ("coordinator", 200, 200),
        ("chair", 200, 200),
        ("city", 200, 200),
    ],
)
def test_access(
    who: str | None, reading: int, editing: int, sheet, client_of, request: pytest.FixtureRequest
) -> None:
    client = client_of(request.getfixturevalue(who) if who else None)
    reads = ["/wakaba/rounds/", f"/wakaba/rounds/{sheet.round_id}/", f"/wakaba/rounds/sheets/{sheet.pk}/"]
    edits = [f"/wakaba/rounds/sheets/{sheet.pk}/enter/", f"/wakaba/rounds/{sheet.round_id}/edit/"]
    assert {client.get(path).status_code for path in reads} == {reading}
    assert {client.get(path).status_code for path in edits} == {editing}


def test_sheets_of_another_district_are_not_found(sheet, stranger: User, client_of) -> None:
    client = client_of(stranger)
    for path in (f"sheets/{sheet.pk}/", f"{sheet.round_id}/", f"sheets/{sheet.pk}/enter/"):
        assert client.get(f"/shiomidai/rounds/{path}").status_code == 404
    assert client.post(f"/shiomidai/rounds/sheets/{sheet.pk}/apply/", {"all": 1}).status_code == 404


# -- On paper --------------------------------------------------------------------------------------------------------


def test_the_sheet_on_paper(sheet, salon, coordinator: User, editor: User, client_of) -> None:
    path = "/wakaba/reports/confirmation-sheet"
    assert client_of(editor).get(f"{path}/").status_code == 403
    response = printed(client_of(coordinator), f"{path}.pdf?which=all")
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages]
    assert len(pages) == 2
    text = next(page for page in pages if "サロンひだまり" in page).replace("\n", "")
    for said in (
        "No.2",
        "ゆっくり話せる集まりです。",
        "会場を貸す",
        "今年の目的",
        "困っていること",
        "若葉地区社会福祉協議会",
    ):
        assert said in text
    assert "取扱注意" not in text
    assert Print.objects.get().confidential
    preview = client_of(coordinator).get(f"{path}/").content.decode()
    # Without a mail address: only みみの会. The QR code leads to its own link.
    assert "みみの会" in preview and "サロンひだまり" not in preview


def test_the_workbook_holds_no_links(sheet, coordinator: User, client_of) -> None:
    response = printed(client_of(coordinator), "/wakaba/reports/confirmation-sheet.xlsx?which=all")
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0].values)
    assert [row[:2] for row in rows[1:]] == [(1, "みみの会"), (2, "サロンひだまり")]
    assert sheet.token not in str(rows)


def test_last_years_aim_stands_on_the_sheet(sheet, salon, wakaba, client: Client) -> None:
    earlier = rounds.start_round(district=wakaba, starts_on=date(2021, 4, 1), due_on=date(2021, 5, 1))
    answered(earlier.sheets.get(organization=salon), aim="去年の目的です")
    assert "去年の目的です" in client.get(link_of(sheet)).content.decode()


def test_values_in_words(salon) -> None:
    assert values_of(salon)["needs"] == "男性の参加"
    assert values_of(salon)["consent"] == "同意していない"
