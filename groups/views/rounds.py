"""The yearly update round (年1回の確認): starting it, how far it is, asking, reminding, closing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.actions import rounds as actions
from groups.forms.rounds import RoundForm, SheetFilter
from groups.models import Contact, Organization, Round, Sheet
from groups.reports.rounds import round_progress
from portal import history, jobs, mail
from portal.forms import refusals_in
from portal.japanese.calendar import FiscalYear
from portal.listing import Column, Listing
from portal.pages import done, invalid, render
from portal.permissions import district_editor, district_internal


def round_of(request: HttpRequest, pk: int) -> Round:
    """The round of the reader's district; 404 for another one's."""
    running = get_object_or_404(Round.objects.in_district(request.district), pk=pk)
    running.district = request.district  # known already, with its council
    return running


@require_safe
@district_internal
def round_list(request: HttpRequest) -> HttpResponse:
    """The rounds of the years with how far each is; leads to starting this year's."""
    rounds = list(Round.objects.in_district(request.district).with_counts())
    this_year = FiscalYear.of(timezone.localdate())
    context = {
        "rounds": rounds,
        "this_year": this_year,
        "may_start": request.access.can_edit and all(item.fiscal_year != this_year.year for item in rounds),
    }
    return render(request, "groups/round_list.html", context)


@district_editor
def round_start(request: HttpRequest) -> HttpResponse:
    """Start this year's round: a sheet for each organisation, and at once the mails where that is wanted."""
    last = Round.objects.in_district(request.district).first()
    form = RoundForm(request.POST or None, last=last)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            values = {name: form.cleaned_data[name] for name in ("due_on", "letter")}
            started = actions.start_round(district=request.district, by=request.user, **values)
            if "mails" in request.POST:
                return _mailed(request, started, reminding=False)
            told = f"{started}を始めました。{started.sheets.count()}団体の確認シートができています。"
            return done(request, "rounds:round_detail", told, request.district.slug, started.pk)
    asked = Organization.objects.existing().filter(district=request.district, merged_into=None)
    by_mail = (
        Contact.objects.filter(organization__in=asked).exclude(email="").values("organization").distinct()
    )
    total, mailed = asked.count(), by_mail.count()
    context = {
        "form": form,
        "total": total,
        "mailed": mailed,
        "others": total - mailed,
        "mail_works": mail.reaches_people(),
        "year": FiscalYear.of(timezone.localdate()),
    }
    return (invalid if form.is_bound else render)(request, "groups/round_start.html", context)


def _names_of(sheet: Sheet) -> str:
    return "、".join(sheet.phones)


COLUMNS = (
    Column("number", "番号", lambda sheet: sheet.number, sort=("number",), numeric=True),
    Column("name", "団体・施設", lambda sheet: sheet.organization.name, sort=("organization__kana_order",)),
    Column("category", "種別", lambda sheet: sheet.organization.category.name, export_only=True),
    Column("state", "状態", lambda sheet: sheet.state_label, sort=("state",)),
    Column("channel", "返事の方法", lambda sheet: sheet.get_channel_display(), export_only=True),
    Column(
        "returned",
        "返事の日",
        lambda sheet: timezone.localdate(sheet.returned_at) if sheet.returned_at else None,
        sort=("returned_at",),
    ),
    Column("returned_by", "答えた人", lambda sheet: sheet.returned_by, export_only=True),
    Column("asked", "メール・電話", lambda sheet: sheet.sent_to, export_only=True),
    Column("sent_on", "メールを送った日", lambda sheet: sheet.sent_on, export_only=True),
    Column("reminded_on", "催促した日", lambda sheet: sheet.reminded_on, export_only=True),
    Column("called_on", "電話した日", lambda sheet: sheet.called_on, export_only=True),
    Column("phones", "電話", _names_of),
    Column("aim", "今年の目的", lambda sheet: sheet.aim, export_only=True),
    Column("trouble", "困っていること", lambda sheet: sheet.trouble, export_only=True),
)


@require_safe
@district_internal
def round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the round is, whom to call, and all sheets; `?format=` gives the list as a file."""
    running = round_of(request, pk)
    sheets = running.sheets.current().with_organizations()
    listing = Listing(
        request, sheets, columns=COLUMNS, title=str(running), filters=SheetFilter, default_sort="number"
    )
    if listing.export_format:
        return listing.export()
    context = {
        "round": running,
        "progress": round_progress(running),
        "listing": listing,
        "may_edit": request.access.can_edit,
    }
    return render(request, "groups/round_detail.html", context, parts=("results",))


@district_editor
def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another due date, another letter."""
    running = round_of(request, pk)
    form = RoundForm(request.POST or None, instance=round_of(request, pk))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.change_round(running, by=request.user, **form.cleaned_data)
            return done(request, running, "保存しました。")
    context = {"form": form, "round": running}
    return (invalid if form.is_bound else render)(request, "groups/round_edit.html", context)


@require_POST
@district_editor
def round_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail the link to those who were not asked yet."""
    return _mailed(request, round_of(request, pk), reminding=False)


@require_POST
@district_editor
def round_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind those who were asked by mail; once a day."""
    running = round_of(request, pk)
    if not running.sheets.to_remind(timezone.localdate()).exists():
        return done(
            request, running, "今日は、もう催促のメールを送る相手がいません。催促は1日に1回までです。"
        )
    return _mailed(request, running, reminding=True)


def _mailed(request: HttpRequest, running: Round, *, reminding: bool) -> HttpResponse:
    job = jobs.start(
        "round-mails",
        title="催促のメール" if reminding else "確認をお願いするメール",
        by=request.user,
        district=request.district,
        result_url=running.get_absolute_url(),
        round_id=running.pk,
        reminding=reminding,
    )
    return done(request, "job", "", job.pk)


@require_POST
@district_editor
def round_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Sheets for organisations that were registered since the start."""
    running = round_of(request, pk)
    added = actions.add_sheets(running, by=request.user) if running.is_running else []
    told = f"{len(added)}団体の確認シートを足しました。" if added else "新しい団体・施設はありませんでした。"
    return done(request, running, told)


@district_editor
def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the round, after asking."""
    running = round_of(request, pk)
    if request.method == "POST":
        actions.close_round(running, by=request.user)
        return done(request, running, f"{running}を終わりにしました。リンクは使えなくなりました。")
    context = {"round": running, "progress": round_progress(running)}
    return render(request, "groups/round_close.html", context)


@require_safe
@district_internal
def round_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed the dates and the letter."""
    running = round_of(request, pk)
    context: dict[str, Any] = {"round": running, "versions": history.versions_of(running)}
    context["back"] = reverse("rounds:round_detail", args=[request.district.slug, pk])
    return render(request, "groups/round_history.html", context)
