"""Documents to print: their numbers, who may have them, that the same is not made twice, and the log."""

import io
import re
from datetime import date
from urllib.parse import unquote

import openpyxl
import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from groups.models import Organization
from portal import jobs, plugins, prints
from portal.models import District, Job, Print, User
from portal.permissions import access_for
from tests.conftest import make_user
from tests.groups.factory import make_organization
from tests.printing import printed

pytestmark = pytest.mark.django_db

ROSTER = "/wakaba/reports/organization-roster"
INTERNAL = "?variant=internal&recipients=理事会 12名"


@pytest.fixture
def salon(wakaba: District) -> Organization:
    return make_organization(wakaba, kind="salon", name="サロンひだまり", kana="さろんひだまり")


def text_of(response: HttpResponse) -> str:
    reader = pypdf.PdfReader(io.BytesIO(response.content))
    return "".join(page.extract_text() for page in reader.pages)


def year() -> int:
    today = timezone.localdate()
    return today.year if today.month >= 4 else today.year - 1


# -- The pages ------------------------------------------------------------------------------------------------------


def test_each_report_names_a_group_and_says_in_one_line_what_it_is_for() -> None:
    groups = {group.name for group in plugins.registered(plugins.ReportGroup)}
    for report in plugins.registered(plugins.Report):
        assert report.group in groups, report.name
        assert 10 <= len(report.description) <= 36 and report.description.endswith("。"), report.name


def test_list_shows_the_groups_in_their_order(client_of, coordinator: User, wakaba: District) -> None:
    response = client_of(coordinator).get("/wakaba/reports/")
    shelves = {
        shelf.group.title: [report.name for report in shelf.reports] for shelf in response.context["shelves"]
    }
    assert list(shelves) == [
        "団体・施設",
        "助け合い・いっしょにすること",
        "困ったときの相談先・行けるところ",
        "声と課題・テーマ",
        "話し合いの場（協議体）",
        "アンケート",
        "地区全体・引き継ぎ",
    ]
    assert shelves["困ったときの相談先・行けるところ"] == ["desk-card", "signs", "drop-in"]
    assert sorted(sum(shelves.values(), [])) == sorted(
        report.name for report in plugins.registered(plugins.Report)
    )
    html = response.content.decode()
    ids = re.findall(r'<h2 class="heading-mark" id="([^"]+)"', html)
    assert [*re.findall(r'<li><a href="#([^"]+)"', html)] == ids


def test_list_leaves_out_what_a_person_may_never_print(client_of, editor: User, wakaba: District) -> None:
    shelves = client_of(editor).get("/wakaba/reports/").context["shelves"]
    shown = {report.name for shelf in shelves for report in shelf.reports}
    hidden = {"attendance", "confirmation-sheet", "handover", "health"}
    assert {report.name for report in plugins.registered(plugins.Report)} - shown == hidden
    for name in hidden:
        assert client_of(editor).get(f"/wakaba/reports/{name}/options/").status_code == 403


def test_list_asks_little_of_the_database(
    client_of, coordinator: User, wakaba: District, django_assert_max_num_queries
) -> None:
    client = client_of(coordinator)
    with django_assert_max_num_queries(6):
        client.get("/wakaba/reports/")


def test_options_stand_on_a_page_of_their_own(client_of, coordinator: User, wakaba: District) -> None:
    client = client_of(coordinator)
    for name in ("organization-roster", "resource-list", "organization-card"):
        assert f'href="/wakaba/reports/{name}/options/"' in client.get("/wakaba/reports/").content.decode()
        html = client.get(f"/wakaba/reports/{name}/options/").content.decode()
        assert f'action="/wakaba/reports/{name}/"' in html
        assert f'formaction="/wakaba/reports/{name}.pdf"' in html
        assert f'formaction="/wakaba/reports/{name}.xlsx"' in html
    assert client.get("/wakaba/reports/nothing/options/").status_code == 404


def test_files_are_made_by_buttons_alone(client_of, coordinator: User, salon) -> None:
    """A browser that fetches addresses ahead takes no number, and asking for a file of today gives that file."""
    client = client_of(coordinator)
    for ending in ("pdf", "xlsx"):
        response = client.get(f"{ROSTER}.{ending}?status=existing")
        assert (response.status_code, response["Location"]) == (302, f"{ROSTER}/?status=existing")
    assert (Print.objects.count(), Job.objects.count()) == (0, 0)
    printed(client, f"{ROSTER}.pdf?status=existing")
    response = client.get(f"{ROSTER}.pdf?status=existing")
    assert response["Location"] == Print.objects.get().get_absolute_url()
    preview = client.get(f"{ROSTER}/?status=existing").content.decode()
    assert '<input type="hidden" name="status" value="existing">' in preview


def test_the_token_of_the_buttons_stands_in_no_address(coordinator: User, salon) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)
    html = client.get(f"{ROSTER}/options/").content.decode()
    assert not re.search(
        '<input[^>]*csrfmiddlewaretoken[^>]*>(?=.*formaction="/wakaba/reports/organization-roster.pdf")', html
    )
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)" formmethod="post"', html)[1]
    assert client.post(f"{ROSTER}.xlsx").status_code == 403
    assert client.post(f"{ROSTER}.xlsx", {"csrfmiddlewaretoken": token}, follow=True).status_code == 200


def test_options_come_back_from_the_preview(client_of, coordinator: User, salon) -> None:
    client = client_of(coordinator)
    preview = client.get(f"{ROSTER}/?status=existing&kinds=salon").content.decode()
    back = f"{ROSTER}/options/?kinds=salon&amp;status=existing&amp;variant=public"
    assert f'href="{back}"' in preview
    html = client.get(back.replace("&amp;", "&")).content.decode()
    assert '<option value="existing" selected>' in html


def test_preview_draws_the_same_document_without_a_number(client_of, coordinator: User, salon) -> None:
    html = client_of(coordinator).get(f"{ROSTER}/").content.decode()
    assert "サロンひだまり" in html
    assert "文書番号" not in html
    assert Print.objects.count() == 0


def test_mistaken_options_are_told_beside_their_field(client_of, coordinator: User, wakaba: District) -> None:
    client = client_of(coordinator)
    response = client.get(f"{ROSTER}/?variant=internal")
    assert response.status_code == 422
    assert "取扱注意の文書です。だれに配るかを入力してください" in response.content.decode()
    for ending in ("pdf", "xlsx"):
        response = printed(client, f"{ROSTER}.{ending}?variant=internal")
        assert response.status_code == 422
        assert "だれに配るかを入力してください" in response.content.decode()
    assert Print.objects.count() == 0


# -- PDF and XLSX ---------------------------------------------------------------------------------------------------


def test_pdf_is_answered_at_once_with_its_japanese_name(client_of, coordinator: User, salon) -> None:
    response = printed(client_of(coordinator), f"{ROSTER}.pdf")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    number = f"若葉-{year()}-0001"
    assert unquote(response["Content-Disposition"]) == (
        f"inline; filename*=utf-8''若葉地区 団体名簿（公開用）_{number}.pdf"
    )
    text = text_of(response)
    assert "サロンひだまり" in text
    assert number in text


def test_pdf_viewers_may_style_themselves_and_pages_may_not(client_of, coordinator: User, salon) -> None:
    client = client_of(coordinator)
    policy = printed(client, f"{ROSTER}.pdf")["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "style-src 'self' 'unsafe-inline'" in policy
    assert "unsafe-inline" not in client.get(f"{ROSTER}/")["Content-Security-Policy"]


def test_a_number_always_gives_the_same_bytes(client_of, coordinator: User, salon) -> None:
    client = client_of(coordinator)
    first = printed(client, f"{ROSTER}.pdf")
    Organization.objects.update(name="サロンこもれび")
    again = client.get(Print.objects.get().get_absolute_url())
    assert again.content == first.content


def test_the_same_document_of_a_day_is_made_once(client_of, coordinator: User, chair: User, salon) -> None:
    first = printed(client_of(coordinator), f"{ROSTER}.pdf?status=active&kinds=")
    second = printed(client_of(chair), f"{ROSTER}.pdf")
    assert first.content == second.content
    assert Print.objects.count() == Job.objects.count() == 1


def test_a_second_press_while_the_first_waits_makes_no_second_print(
    coordinator: User, chair: User, salon
) -> None:
    """Whatever changed in between; what is being drawn already is not given for a document that says something else."""
    report = prints.report_named("organization-roster")

    def obtain(user: User, state: str) -> Print:
        Job.objects.update(state=state)
        Print.objects.update(file=None)
        Organization.objects.update(name=f"サロン{Print.objects.count()}{state}{user}")
        access = access_for(user, salon.district)
        form = prints.options_of(report, access, MultiValueDict())
        assert form.is_valid()
        return prints.obtain(report, access, form, format="pdf")

    first, second = obtain(coordinator, "waiting"), obtain(coordinator, "waiting")
    assert (first.pk, first.job_id) == (second.pk, second.job_id)
    others = [obtain(chair, "waiting"), obtain(coordinator, "running"), obtain(coordinator, "failed")]
    assert len({first.pk, *(record.pk for record in others)}) == 4


def test_changed_data_other_options_and_another_day_make_a_new_one(
    client_of, coordinator: User, salon
) -> None:
    client = client_of(coordinator)
    printed(client, f"{ROSTER}.pdf")
    Organization.objects.update(name="サロンこもれび")
    printed(client, f"{ROSTER}.pdf")
    printed(client, f"{ROSTER}.pdf?status=existing")
    Print.objects.update(printed_at=timezone.now() - timezone.timedelta(days=2))
    printed(client, f"{ROSTER}.pdf")
    assert sorted(Print.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]


def test_xlsx_has_the_rows_and_says_what_it_is(client_of, coordinator: User, salon) -> None:
    response = printed(client_of(coordinator), f"{ROSTER}.xlsx")
    assert response["Content-Disposition"].startswith("attachment;")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["団体名簿", "この表について"]
    about = dict(book["この表について"].iter_rows(min_row=2, values_only=True))
    assert about["題名"] == "若葉地区 団体名簿（公開用）"
    assert about["基準日"].date() == timezone.localdate()
    assert about["出典"] == "若葉地区社会福祉協議会 団体・施設台帳"
    assert about["文書番号"] == Print.objects.get().number
    assert "取扱い" not in about


def test_numbers_run_on_in_each_district_and_year(client_of, admin: User, salon, shiomidai: District) -> None:
    client = client_of(admin)
    printed(client, f"{ROSTER}.xlsx")
    printed(client, "/shiomidai/reports/organization-roster.xlsx")
    printed(client, f"{ROSTER}.pdf")
    assert sorted(Print.objects.values_list("number", flat=True)) == [
        f"潮見台-{year()}-0001",
        f"若葉-{year()}-0001",
        f"若葉-{year()}-0002",
    ]


def test_no_number_is_given_twice(salon, wakaba: District) -> None:
    given = {"district": wakaba, "fiscal_year": 2026, "serial": 1, "number": "若葉-2026-0001"}
    Print.objects.create(**given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Print.objects.create(**given)


# -- 取扱注意 ---------------------------------------------------------------------------------------------------------


def test_internal_prints_carry_mark_number_and_recipients(client_of, coordinator: User, salon) -> None:
    text = text_of(printed(client_of(coordinator), ROSTER + ".pdf" + INTERNAL))
    record = Print.objects.get()
    assert (record.confidential, record.recipients, record.printed_by) == (True, "理事会 12名", coordinator)
    assert record.conditions == "種類：内部用（取扱注意）、活動の状態：活動中だけ"
    for words in ("取扱注意", record.number, "理事会 12名"):
        assert words in text


def test_internal_prints_are_logged_for_each_person(client_of, coordinator: User, chair: User, salon) -> None:
    for user in (coordinator, chair, chair):
        printed(client_of(user), ROSTER + ".pdf" + INTERNAL)
    assert list(Print.objects.order_by("serial").values_list("printed_by", flat=True)) == [
        coordinator.pk,
        chair.pk,
    ]


def test_internal_xlsx_is_logged_too(client_of, coordinator: User, salon) -> None:
    response = printed(client_of(coordinator), ROSTER + ".xlsx" + INTERNAL)
    about = dict(
        openpyxl.load_workbook(io.BytesIO(response.content))["この表について"].iter_rows(values_only=True)
    )
    assert (about["取扱い"], about["配布先"]) == ("取扱注意", "理事会 12名")
    assert response["Cache-Control"] == "private, no-store"
    assert Print.objects.get().confidential


def test_internal_documents_are_for_who_may_read_internal(client_of, editor: User, city: User, salon) -> None:
    for address, ask in ((f"{ROSTER}/", Client.get), (f"{ROSTER}.pdf", printed), (f"{ROSTER}.xlsx", printed)):
        assert ask(client_of(editor), address).status_code == 200
        assert ask(client_of(editor), address + INTERNAL).status_code == 403
        assert ask(client_of(city), address + INTERNAL).status_code == 200


@pytest.mark.parametrize("sent", [["internal", "public"], ["public", "internal"]])
def test_an_option_sent_twice_is_drawn_as_it_was_checked(salon, editor: User, sent: list[str]) -> None:
    report = prints.report_named("organization-roster")
    access = access_for(editor, salon.district)
    asked = prints.options_of(report, access, MultiValueDict({"variant": sent}))
    again = prints.options_of(report, access, MultiValueDict(asked.parameters))
    assert (asked.parameters["variant"], again.is_confidential) == ([sent[-1]], asked.is_confidential)


def test_internal_options_are_not_offered_to_others(client_of, editor: User, wakaba: District) -> None:
    html = client_of(editor).get(f"{ROSTER}/options/").content.decode()
    assert 'id="id_variant_0"' in html
    assert 'id="id_variant_1"' not in html
    assert "例：理事会" not in html


def test_a_right_that_ended_makes_no_print(client_of, coordinator: User, salon) -> None:
    printed(client_of(coordinator), ROSTER + ".pdf" + INTERNAL)
    record = Print.objects.get()
    Print.objects.update(file=None)
    coordinator.memberships.update(ended_on=date(2026, 1, 1))
    again = jobs.start("print", title="再作成", by=coordinator, print_id=record.pk)
    assert again.state == "failed"
    assert "権限がなくなりました" in again.message


# -- Who gets what --------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(client_of, coordinator: User, salon) -> dict[str, str]:
    """Addresses of a public and an internal print."""
    printed(client_of(coordinator), f"{ROSTER}.pdf")
    printed(client_of(coordinator), ROSTER + ".pdf" + INTERNAL)
    return {
        "public": Print.objects.get(confidential=False).get_absolute_url(),
        "internal": Print.objects.get(confidential=True).get_absolute_url(),
    }


def test_kept_prints_follow_the_same_rights(
    kept, client_of, editor: User, city: User, stranger: User, contact: User
) -> None:
    def status(user: User | None, kind: str) -> int:
        return client_of(user).get(kept[kind]).status_code

    assert [status(user, "public") for user in (editor, city, stranger, contact, None)] == [
        200,
        200,
        404,
        404,
        302,
    ]
    assert [status(user, "internal") for user in (editor, city, stranger, contact, None)] == [
        403,
        200,
        404,
        404,
        302,
    ]


@pytest.mark.parametrize(
    "address", ["/wakaba/reports/", "/wakaba/reports/log/", f"{ROSTER}/", f"{ROSTER}.pdf"]
)
def test_strangers_see_no_reports(
    address: str, client_of, stranger: User, contact: User, wakaba: District
) -> None:
    assert client_of(stranger).get(address).status_code == 404
    assert client_of(contact).get(address).status_code == 404
    assert client_of(None).get(address)["Location"].startswith("/accounts/login/")


def test_unknown_reports_and_districts_are_not_found(client_of, coordinator: User, wakaba: District) -> None:
    for address in ("/wakaba/reports/no-such/", "/wakaba/reports/no-such.pdf", "/nowhere/reports/"):
        assert client_of(coordinator).get(address).status_code == 404


# -- The log --------------------------------------------------------------------------------------------------------


def test_log_tells_who_printed_what_for_whom(kept, client_of, chair: User) -> None:
    html = client_of(chair).get("/wakaba/reports/log/").content.decode()
    for words in (f"若葉-{year()}-0002", "理事会 12名", "wakaba", "取扱注意"):
        assert words in html


def test_an_empty_log_speaks_of_conditions_only_where_there_are_some(client_of, chair: User) -> None:
    client = client_of(chair)
    assert "まだ、何も印刷していません。" in client.get("/wakaba/reports/log/").content.decode()
    assert "あてはまる記録はありません。" in client.get("/wakaba/reports/log/?q=理事会").content.decode()


def test_log_hides_internal_prints_from_who_may_not_read_them(kept, client_of, editor: User) -> None:
    client = client_of(editor)
    for address in ("/wakaba/reports/log/", "/wakaba/reports/", "/wakaba/reports/log/?format=csv"):
        text = client.get(address).content.decode()
        assert f"若葉-{year()}-0001" in text
        assert f"若葉-{year()}-0002" not in text
        assert "理事会" not in text


def test_log_is_searched_and_narrowed_to_internal_prints(kept, client_of, coordinator: User) -> None:
    client = client_of(coordinator)
    for query in ("?confidential=on", "?q=理事会"):
        text = client.get(f"/wakaba/reports/log/{query}&format=csv").content.decode()
        assert f"若葉-{year()}-0002" in text
        assert f"若葉-{year()}-0001" not in text
    page = client.get("/wakaba/reports/log/?q=理事会").content.decode()
    assert '<input type="text" name="q" value="理事会"' in page and 'name="confidential"' in page


def test_log_takes_as_many_queries_for_one_as_for_many(
    kept, client_of, coordinator: User, wakaba: District, django_assert_max_num_queries
) -> None:
    client = client_of(coordinator)
    for serial in range(3, 9):
        Print.objects.create(
            district=wakaba,
            fiscal_year=year(),
            serial=serial,
            number=f"若葉-{serial}",
            title="名簿",
            printed_by=make_user(f"u{serial}"),
        )
    with django_assert_max_num_queries(10):
        client.get("/wakaba/reports/log/")


# -- Waiting for the worker -----------------------------------------------------------------------------------------


def test_a_print_shows_its_progress_and_then_its_file(
    client_of, coordinator: User, chair: User, salon, settings
) -> None:
    settings.JOBS_INLINE = False
    client = client_of(coordinator)
    html = printed(client, f"{ROSTER}.pdf").content.decode()
    record = Print.objects.get()
    address = record.get_absolute_url()
    assert '<noscript><meta http-equiv="refresh"' in html and f'hx-get="{address}"' in html
    # Asking again joins the job that is under way, for others too.
    assert f'hx-get="{address}"' in printed(client_of(chair), f"{ROSTER}.pdf").content.decode()
    assert Job.objects.count() == 1
    asked = {"hx-request": "true", "hx-target": "progress"}
    assert client.get(address, headers=asked).content.decode().lstrip().startswith('<div class="progress"')
    prints.keep(record, b"%PDF-1.7")
    assert client.get(address, headers=asked)["HX-Redirect"] == address
    assert client.get(address).content == b"%PDF-1.7"


def test_a_print_that_failed_is_tried_again_under_its_number(client_of, coordinator: User, salon) -> None:
    client = client_of(coordinator)
    printed(client, f"{ROSTER}.pdf")
    Print.objects.update(file=None)
    Job.objects.update(state=Job.State.FAILED)
    assert printed(client, f"{ROSTER}.pdf").status_code == 200
    assert (Print.objects.count(), Job.objects.count()) == (1, 2)


def test_drawing_twice_changes_nothing(client_of, coordinator: User, salon) -> None:
    client = client_of(coordinator)
    first = printed(client, f"{ROSTER}.pdf").content
    prints.keep(Print.objects.get(), b"other")
    assert client.get(Print.objects.get().get_absolute_url()).content == first


# -- Keeping --------------------------------------------------------------------------------------------------------


def test_files_of_internal_prints_go_after_a_year_and_the_log_stays(
    kept, client_of, coordinator: User
) -> None:
    client = client_of(coordinator)
    today = timezone.localdate()
    assert prints.purge_internal_prints(today + prints.INTERNAL_KEPT - timezone.timedelta(days=1)) == 0
    assert prints.purge_internal_prints(today + prints.INTERNAL_KEPT) == 1
    assert prints.purge_internal_prints(today + prints.INTERNAL_KEPT) == 0
    assert client.get(kept["internal"]).status_code == 404
    assert client.get(kept["public"]).status_code == 200
    assert "理事会 12名" in client.get("/wakaba/reports/log/").content.decode()
