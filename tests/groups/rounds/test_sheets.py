"""Sheets that came back: reviewing and applying them, their history; the sheet on paper."""

import io
from datetime import date, timedelta

import openpyxl
import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.actions import give_consent, rounds
from groups.models import Organization, Sheet
from groups.models.questions import values_of
from portal.models import Print, User
from tests.days import today
from tests.groups.rounds.records import answered
from tests.printing import printed

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
    venue.expires_on = today() - timedelta(days=3)
    venue.save()
    answered(sheet, answers={"offers": "会場を貸します\n将棋を教える"})
    rounds.apply_sheet(sheet, accepted=["offers"])
    offers = {offer.text: (offer.pk == venue.pk, offer.kind) for offer in salon.offers.all()}
    assert offers == {"会場を貸します": (True, "venue"), "将棋を教える": (False, "other")}
    assert all(
        entry.expires_on > today() + timedelta(days=360)
        for entry in [*salon.offers.all(), *salon.needs.all()]
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
    Organization.objects.filter(pk=salon.pk).update(verified_on=today(), verified_by="きのうの人")
    answered(sheet, returned_at=timezone.now() - timedelta(days=9))
    rounds.apply_sheet(sheet, accepted=[])
    salon.refresh_from_db()
    assert (salon.verified_on, salon.verified_by) == (today(), "きのうの人")


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


# -- On paper --------------------------------------------------------------------------------------------------------


def test_values_in_words(salon) -> None:
    assert values_of(salon)["needs"] == "男性の参加"
    assert values_of(salon)["consent"] == "同意していない"


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
    assert rows[0][0].startswith("取扱注意")
    assert [row[:2] for row in rows[2:]] == [(1, "みみの会"), (2, "サロンひだまり")]
    assert sheet.token not in str(rows)
