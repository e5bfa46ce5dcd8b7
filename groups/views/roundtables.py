"""話し合いの場(協議体): what goes on there for everybody, and round tables and members for who keeps them."""

from copy import copy
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.actions import roundtables as actions
from groups.forms.roundtables import CopyMembersForm, MemberForm, RoundtableForm
from groups.models import Meeting, Member, Roundtable
from groups.permissions import get_in_district
from groups.views.council_pages import confirm_page, form_page
from portal import history
from portal.forms import refusals_in
from portal.japanese.calendar import FiscalYear
from portal.pages import done, render
from portal.permissions import district_editor, district_internal, public


@public
@require_safe
def roundtable_list(request: HttpRequest) -> HttpResponse:
    """The round tables, the meetings to come, and those of a year with their minutes."""
    today = timezone.localdate()
    meetings = Meeting.objects.visible_to(request.user).in_district(request.district)
    ahead = meetings.ahead(today).select_related("roundtable")
    context = years_of(request, meetings.exclude(pk__in=ahead.values("pk"))) | {
        "roundtables": roundtables_of(request, FiscalYear.of(today)),
        "ahead": ahead,
        "this_year": FiscalYear.of(today),
        "may_edit": request.access.can_edit,
    }
    return render(request, "groups/roundtable_list.html", context)


def roundtables_of(request: HttpRequest, year: FiscalYear) -> Any:
    """The round tables with `held`: how often they met in a year. Those that ended are listed inside only."""
    met = Q(meetings__state__in=[Meeting.State.HELD, Meeting.State.MINUTED], meetings__fiscal_year=year.year)
    found = Roundtable.objects.filter(district=request.district)
    shown = found if request.access.has_desk else found.active()
    return shown.annotate(held=Count("meetings", filter=met)).order_by("-is_active", "layer", "pk")


def years_of(request: HttpRequest, meetings: Any) -> dict[str, Any]:
    """The years that have meetings, the one asked for (else the latest), and its meetings; two queries."""
    numbers = meetings.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    years = [FiscalYear(number) for number in numbers]
    asked = request.GET.get("year", "")
    year = next((year for year in years if str(year.year) == asked), years[0] if years else None)
    shown = meetings.in_year(year).select_related("roundtable") if year else Meeting.objects.none()
    choices = [
        {"label": each.era_label, "url": f"?year={each.year}#records", "current": each == year}
        for each in years
    ]
    return {"years": choices, "year": year, "meetings": shown}


@public
@require_safe
def roundtable_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What a round table is for, which organisations sit there, and its meetings by year."""
    roundtable = get_in_district(request.access, Roundtable.objects.all(), pk)
    year = FiscalYear.of(timezone.localdate())
    members = list(roundtable.members.in_year(year).select_related("organization"))
    meetings = Meeting.objects.visible_to(request.user).filter(roundtable=roundtable)
    context = years_of(request, meetings) | {
        "roundtable": roundtable,
        "this_year": year,
        "affiliations": list(dict.fromkeys(filter(None, (member.public_affiliation for member in members)))),
        "member_count": len(members),
        "may_edit": request.access.can_edit,
        "may_read": request.access.can_read_internal,
    }
    return render(request, "groups/roundtable_detail.html", context)


@district_editor
def roundtable_add(request: HttpRequest) -> HttpResponse:
    """A new series of meetings."""
    form = RoundtableForm(request.POST or None, instance=Roundtable(district=request.district))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            roundtable = actions.save_roundtable(form.instance, by=request.user)
            return done(request, roundtable, "話し合いの場をつくりました。次は、委員を登録してください。")
    back = reverse("councils:roundtable_list", args=[request.district.slug])
    return form_page(request, form, title="話し合いの場をつくる", submit="つくる", cancel_url=back)


@district_editor
@transaction.atomic
def roundtable_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a round table; what somebody else saved meanwhile is told."""
    roundtable = get_in_district(request.access, Roundtable.objects.locked(), pk)
    form = RoundtableForm(request.POST or None, instance=copy(roundtable))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.save_roundtable(form.instance, by=request.user)
            return done(request, roundtable, "保存しました。")
    return form_page(
        request,
        form,
        title=f"{roundtable}を直す",
        roundtable=roundtable,
        cancel_url=roundtable.get_absolute_url(),
    )


@require_safe
@district_internal
def roundtable_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What was changed on a round table and its members, the newest first."""
    roundtable = get_in_district(request.access, Roundtable.objects.all(), pk)
    members = history.event_model(Member).objects.filter(roundtable_id=roundtable.pk)
    context = {
        "title": f"{roundtable}の変更の記録",
        "roundtable": roundtable,
        "parts": [
            ("会議の名前や目的", history.versions_of(roundtable)),
            ("委員", history.versions_among(Member, members, hide=["roundtable"])),
        ],
    }
    return render(request, "groups/meeting_history.html", context)


# -- Members ----------------------------------------------------------------------------------------------------------


@require_safe
@district_internal
def member_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The members of a year with how to reach them: internal."""
    roundtable = get_in_district(request.access, Roundtable.objects.all(), pk)
    this_year = FiscalYear.of(timezone.localdate())
    years = [this_year.next, this_year, this_year.previous]
    year = next((year for year in years if str(year.year) == request.GET.get("year")), this_year)
    members = roundtable.members.in_year(year).select_related("organization")
    context = {
        "roundtable": roundtable,
        "year": year,
        "years": [
            {"label": each.era_label, "url": f"?year={each.year}", "current": each == year}
            for each in reversed(years)
        ],
        "members": members,
        "may_edit": request.access.can_edit,
    }
    return render(request, "groups/roundtable_members.html", context)


@district_editor
def member_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new member; "save and add another" goes on with the next."""
    roundtable = get_in_district(request.access, Roundtable.objects.all(), pk)
    year = FiscalYear.of(timezone.localdate())
    member = Member(roundtable=roundtable, started_on=year.start, ended_on=year.end)
    form = MemberForm(request.POST or None, instance=member)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.save_member(form.instance, by=request.user)
            to = "councils:member_add" if "another" in request.POST else "councils:member_list"
            return done(request, to, f"{member}さんを登録しました。", request.district.slug, pk)
    back = reverse("councils:member_list", args=[request.district.slug, pk])
    return form_page(
        request,
        form,
        title="委員を登録する",
        submit="登録する",
        another="登録して、続けてもう1人",
        roundtable=roundtable,
        cancel_url=back,
    )


@district_editor
@transaction.atomic
def member_edit(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Change a member, or end the term."""
    roundtable = get_in_district(request.access, Roundtable.objects.all(), pk)
    record = get_object_or_404(Member.objects.locked(), roundtable=roundtable, pk=member)
    record.roundtable = roundtable
    form = MemberForm(request.POST or None, instance=copy(record))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.save_member(form.instance, by=request.user)
            return done(request, "councils:member_list", "保存しました。", request.district.slug, pk)
    return form_page(
        request,
        form,
        title=f"委員「{record}」を直す",
        roundtable=roundtable,
        cancel_url=reverse("councils:member_list", args=[request.district.slug, pk]),
        delete_url=reverse("councils:member_delete", args=[request.district.slug, pk, member]),
    )


@district_editor
def member_delete(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Delete who was entered by mistake, after asking."""
    roundtable = get_in_district(request.access, Roundtable.objects.all(), pk)
    record = get_object_or_404(
        Member.objects.select_related("organization"), roundtable=roundtable, pk=member
    )
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            actions.delete_member(record, by=request.user)
            return done(request, "councils:member_list", "委員を消しました。", request.district.slug, pk)
    return confirm_page(
        request,
        form=form,
        title="この委員を消しますか",
        text="まちがえて登録したときだけに使います。やめた方は「任期の終わり」を入力してください。",
        items=[record.label],
        submit="委員を消す",
        danger=True,
        cancel_url=reverse("councils:member_edit", args=[request.district.slug, pk, member]),
    )


@district_editor
def member_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Members of this 年度 go on in the next one (前年度から複製); from April on it is last year's into this one."""
    roundtable = get_in_district(request.access, Roundtable.objects.all(), pk)
    year = year_to_fill(roundtable)
    ending = roundtable.members.ending_in(year.previous).select_related("organization")
    form = CopyMembersForm(request.POST or None, members=ending, year=year)
    back = reverse("councils:member_list", args=[request.district.slug, pk])
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            chosen, ended_on = form.cleaned_data["members"], form.cleaned_data["ended_on"]
            copies = actions.copy_members(chosen, year=year, ended_on=ended_on, by=request.user)
            return done(
                request, f"{back}?year={year.year}", f"{year.label}の委員を{len(copies)}人登録しました。"
            )
    return form_page(
        request,
        form,
        title=f"{year.label}の委員を、前の年度からうつす",
        lead="任期が終わる委員です。交代する方の印をはずしてください。途中の宿題も、新しい任期に引き継がれます。",
        submit="この委員で登録する",
        roundtable=roundtable,
        cancel_url=back,
    )


def year_to_fill(roundtable: Roundtable) -> FiscalYear:
    """This 年度 while last year's members are not all renewed or replaced, else the next."""
    this_year = FiscalYear.of(timezone.localdate())
    return this_year.next if roundtable.members.in_year(this_year).exists() else this_year
