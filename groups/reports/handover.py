"""引継ぎ資料: what a successor has to know, so that a change of persons costs nothing (DOMAIN section 9, row 9)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils import timezone

from groups.models import (
    Challenge,
    Desk,
    Encounter,
    Homework,
    Introduction,
    Meeting,
    Organization,
    Round,
    Theme,
)
from groups.reports.registry import enquiries_of, issuer_of
from groups.reports.rounds import round_progress
from portal import plugins
from portal.japanese.calendar import FiscalYear
from portal.models import Assignment, Membership, Role
from portal.permissions import Access
from portal.plugins import HandoverTable
from portal.prints import Document


class HandoverRole(models.TextChoices):
    """Whose work is handed over: the roles of a district, and the city's staff in charge of it."""

    COORDINATOR = Role.COORDINATOR.value, str(Role.COORDINATOR.label)
    CHAIR = Role.CHAIR.value, str(Role.CHAIR.label)
    EDITOR = Role.EDITOR.value, str(Role.EDITOR.label)
    STAFF = "staff", "市社協の地区担当"


COORDINATOR, CHAIR, EDITOR, STAFF = HandoverRole
FIELD_WORKERS = {COORDINATOR, STAFF}
LEADERS = FIELD_WORKERS | {CHAIR}
ALL = LEADERS | {EDITOR}

# The year of a district council (DOMAIN section 1.2): month, what is to do, whose it is.
CYCLE = (
    (4, "前年度の事業報告・実績報告書をまとめる。監査と役員会。", LEADERS),
    (4, "行事の保険に入る。学校・園へ、1年のお願いを届ける。", FIELD_WORKERS),
    (4, "「年1回の確認」を始め、団体名簿を新しくする。", FIELD_WORKERS),
    (5, "総会。新しい役員と、1年の行事予定表を全戸に配る。助成金を申請する。", LEADERS),
    (5, "総会の報告の記事を書く。夏号の台割と原稿依頼。", {EDITOR}),
    (6, "第1回の話し合いの場（第2層協議体）。課題台帳を見直す。", LEADERS),
    (6, "広報紙 夏号の編集・校正。", {EDITOR, COORDINATOR}),
    (7, "会費のお願い。研修会。夏祭りの実行委員会。", LEADERS),
    (7, "広報紙 夏号の発行と配布。", {EDITOR}),
    (8, "夏祭り・子ども行事。備品の予約と役割分担を確かめる。", FIELD_WORKERS),
    (9, "敬老の集い・訪問。防災訓練。参加者名簿は、行事の3か月後に消す。", LEADERS),
    (10, "運動会。赤い羽根共同募金。第2回の話し合いの場。", LEADERS),
    (11, "文化祭・福祉まつり。住民アンケート。", ALL),
    (12, "歳末たすけあい。民生委員の交代（3年ごと）。", LEADERS),
    (12, "冬号の編集・校正。アンケートの結果をのせる準備。", {EDITOR}),
    (1, "アンケートの集計。広報紙 冬号の発行。", ALL),
    (2, "研修会。第3回の話し合いの場で、来年度のテーマの投票結果をもとに話し合う。", LEADERS),
    (2, "来年度のテーマを承認する。", {CHAIR}),
    (3, "年度末のふりかえり（続ける・変える・やめる・合わせる）。決算。引継ぎ資料を作る。", ALL),
    (3, "地区カルテを新しくし、来年度の助成の案内を渡す。", {STAFF}),
)


@dataclass(frozen=True)
class CycleLine:
    """What is done in a month."""

    month: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Handover(Document):
    """What is open, what the year brings, who is there; for one role."""

    role: str
    cycle: tuple[CycleLine, ...]
    # What the successor takes over unfinished, and what there is to know.
    open: tuple[HandoverTable, ...]
    known: tuple[HandoverTable, ...]

    @property
    def tables(self) -> tuple[HandoverTable, ...]:
        return (*self.open, *self.known)

    @property
    def open_count(self) -> int:
        """How many things are unfinished."""
        return sum(len(table.rows) for table in self.open)


def handover(access: Access, *, role: HandoverRole) -> Handover:
    """The paper of one role, as things stand today."""
    added = [
        table for part in plugins.registered(plugins.HandoverPart) for table in part.tables(access, role)
    ]
    return Handover(
        title=f"引継ぎ資料（{role.label}）",
        issuer=issuer_of(access.district),
        enquiries=enquiries_of(access.district),
        as_of=timezone.localdate(),
        sources=(f"{issuer_of(access.district)} つながりの記録",),
        role=str(role.label),
        cycle=tuple(CycleLine(f"{month}月", text) for month, text, whose in CYCLE if role in whose),
        open=tuple(table for find in OPEN for table in find(access, role)),
        known=(*(table for find in KNOWN for table in find(access, role)), *added),
    )


Tables = Iterator[HandoverTable]

# -- What is open ---------------------------------------------------------------------------------------------------


def _homework(access: Access, role: HandoverRole) -> Tables:
    if role not in LEADERS:
        return
    found = Homework.objects.in_district(access.district).open()
    rows = tuple(
        (item.due_on, item.text, item.owner_label, str(item.meeting))
        for item in found.select_related("meeting__roundtable", "owner__organization")
    )
    yield HandoverTable("終わっていない宿題", ("期限", "すること", "担当", "会議"), rows)


def _promises(access: Access, role: HandoverRole) -> Tables:
    if role not in FIELD_WORKERS:
        return
    found = Encounter.objects.in_district(access.district).open_promises().with_people()
    rows = tuple(
        (item.promise_due_on, str(item.organization), item.promise, str(item.met_by or ""), item.met_on)
        for item in found.order_by("promise_due_on", "pk")
    )
    yield HandoverTable("はたしていない約束", ("期限", "相手の団体", "約束", "約束した人", "会った日"), rows)


def _introductions(access: Access, role: HandoverRole) -> Tables:
    if role not in FIELD_WORKERS:
        return
    found = Introduction.objects.in_district(access.district).open().select_related("giver", "taker")
    rows = tuple(
        (item.follow_up_on, item.subject, str(item.giver), str(item.taker), str(item.get_state_display()))
        for item in found.order_by("follow_up_on", "pk")
    )
    columns = ("次に確認する日", "内容", "できる側", "してほしい側", "状態")
    yield HandoverTable("終わっていない引合せ", columns, rows)


def _challenges(access: Access, role: HandoverRole) -> Tables:
    found = Challenge.objects.filter(district=access.district).open().with_counts()
    if role == EDITOR:
        found = found.filter(is_public=True)
    rows = tuple(
        (item.title, str(item.get_stage_display()), item.moved_on)
        for item in found.order_by("-stage_order", "pk")
    )
    yield HandoverTable("取り組み中の課題", ("課題", "段階", "さいごの動き"), rows)


def _proposals(access: Access, role: HandoverRole) -> Tables:
    if role not in LEADERS:
        return
    found = Theme.objects.filter(district=access.district).proposed()
    rows = tuple((FiscalYear(item.fiscal_year).era_label, item.title) for item in found)
    yield HandoverTable("会長の承認を待つテーマ", ("年度", "テーマ"), rows)


def _rounds(access: Access, role: HandoverRole) -> Tables:
    """The yearly round that runs, and whom to call."""
    running = Round.objects.in_district(access.district).running().first()
    if role not in FIELD_WORKERS or running is None:
        return
    progress = round_progress(running)
    waiting = running.sheets.waiting().with_organizations()
    rows = tuple((str(item.organization), "、".join(item.phones), item.called_on) for item in waiting)
    note = (
        f"{progress.asked}団体のうち{progress.answered}団体から返事。"
        f"しめきり {running.due_on:%Y年%-m月%-d日}。反映を待つ返事は{progress.returned}件。"
    )
    yield HandoverTable("年1回の確認の返事を待っている団体", ("団体・施設", "電話", "電話した日"), rows, note)


# -- What there is to know ------------------------------------------------------------------------------------------


def _meetings(access: Access, role: HandoverRole) -> Tables:
    """The meetings ahead, and what last year's came to."""
    meetings = Meeting.objects.in_district(access.district).select_related("roundtable")
    ahead = tuple(
        (item.held_on, str(item.roundtable), item.hours, item.place, item.topic)
        for item in meetings.ahead(timezone.localdate())
    )
    yield HandoverTable("これからの会議", ("日にち", "会議", "時間", "場所", "話題"), ahead)
    last = FiscalYear.of(timezone.localdate()).previous
    held = meetings.in_year(last).took_place().exclude(summary="").order_by("held_on", "pk")
    rows = tuple((item.held_on, str(item.roundtable), item.summary) for item in held)
    if rows and role in LEADERS:
        yield HandoverTable(f"{last.era_label}の会議のまとめ", ("日にち", "会議", "まとめ"), rows)


def _themes(access: Access, role: HandoverRole) -> Tables:
    year = FiscalYear.of(timezone.localdate())
    found = Theme.objects.filter(district=access.district, fiscal_year__gte=year.previous.year).approved()
    rows = tuple((FiscalYear(item.fiscal_year).era_label, item.title, item.text) for item in found)
    yield HandoverTable("今年度と昨年度のテーマ", ("年度", "テーマ", "取り組むこと"), rows)


def _people(access: Access, role: HandoverRole) -> Tables:
    """Who works in the district, and whose account it is."""
    members = Membership.objects.current().filter(district=access.district).select_related("user")
    staff = Assignment.objects.current().filter(district=access.district).select_related("user")
    rows = tuple((str(grant.get_role_display()), str(grant.user), grant.user.email) for grant in members)
    rows += tuple(("市社協の地区担当", str(grant.user), grant.user.email) for grant in staff)
    yield HandoverTable("地区の人", ("役割", "お名前", "メール"), rows)


def _contacts(access: Access, role: HandoverRole) -> Tables:
    """Whom to greet first: the organisations with the persons behind them."""
    if role not in LEADERS:
        return
    found = Organization.objects.active().filter(district=access.district, merged_into=None)
    rows = tuple(
        (
            str(item),
            "、".join(f"{person.title} {person.name}".strip() for person in people),
            _numbers(item, people),
        )
        for item in found.prefetch_related("internal_contacts").order_by(
            "category__number", "kana_order", "pk"
        )
        if (people := list(item.internal_contacts.all()))
    )
    yield HandoverTable("団体・施設の連絡先", ("団体・施設", "連絡する人", "電話"), rows)


def _numbers(organization: Organization, people: list) -> str:
    numbers = [number for person in people for number in (person.phone, person.mobile) if number]
    return "、".join(numbers) or organization.public_phone


def _desks(access: Access, role: HandoverRole) -> Tables:
    found = Desk.objects.in_district(access.district).active().filter(~Q(phone=""))
    rows = tuple((item.name, item.phone, item.hours, item.about) for item in found)
    yield HandoverTable("相談窓口", ("窓口", "電話", "受付の時間", "どんな相談か"), rows)


Part = Callable[[Access, HandoverRole], Tables]
OPEN: tuple[Part, ...] = (_homework, _promises, _introductions, _challenges, _proposals, _rounds)
KNOWN: tuple[Part, ...] = (_meetings, _themes, _people, _contacts, _desks)
