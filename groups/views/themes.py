"""Themes of the year (年度のテーマ): proposed by a coordinator, approved by the chair, read with their whole chain."""

from copy import copy
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from groups.actions import themes
from groups.forms.themes import ThemeForm
from groups.models import Candidate, Theme
from groups.permissions import get_in_district, may_edit_theme
from groups.reports.chains import theme_chain, themes_for_page
from groups.views.challenge_pages import form_page
from portal.forms import refusals_in
from portal.japanese.calendar import FiscalYear
from portal.pages import confirm_page, done, question_form, render
from portal.permissions import district_approver, district_editor, public


@public
@require_safe
def theme_list(request: HttpRequest) -> HttpResponse:
    """The district's themes by 年度, the latest first; proposals only for its people."""
    found = Theme.objects.visible_to(request.user).filter(district=request.district)
    years = [
        (FiscalYear(year), list(of_year)) for year, of_year in groupby(found, lambda theme: theme.fiscal_year)
    ]
    return render(request, "groups/theme_list.html", {"years": years, "may_edit": request.access.can_edit})


@public
@require_safe
def theme_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """「この活動が生まれたわけ」: the theme from the residents' voices to what came of it."""
    theme = get_in_district(request.access, themes_for_page(request.user), pk)
    context = {
        "theme": theme,
        "year": FiscalYear(theme.fiscal_year),
        "chain": theme_chain(theme, request.user),
        "may_edit": may_edit_theme(request.access, theme),
        "may_approve": request.access.can_approve,
        "may_withdraw": request.access.can_edit and not theme.is_approved,
    }
    return render(request, "groups/theme_detail.html", context)


@district_editor
def theme_propose(request: HttpRequest) -> HttpResponse:
    """Propose a theme; `?candidate=` takes over what residents voted for."""
    form = ThemeForm(
        request.POST or None,
        instance=Theme(district=request.district),
        initial=_start(request),
        district=request.district,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            theme = themes.propose_theme(district=request.district, by=request.user, **form.values)
            return done(request, theme, "テーマを提案しました。会長が承認すると、住民に公開されます。")
    return form_page(
        request,
        form,
        title="年度のテーマを提案する",
        lead="1年に1つか2つにしぼると、力を合わせやすくなります。会長が承認すると、決まります。",
        submit="提案する",
        cancel_url=reverse("challenges:theme_list", args=[request.district.slug]),
    )


def _start(request: HttpRequest) -> dict[str, object]:
    """What the form shows first of a candidate that was voted for."""
    chosen = request.GET.get("candidate", "")
    found = Candidate.objects.filter(ballot__district=request.district, ballot__state="closed")
    candidate = found.select_related("ballot").filter(pk=chosen).first() if chosen.isdecimal() else None
    if candidate is None:
        return {}
    return {
        "fiscal_year": candidate.ballot.fiscal_year,
        "title": candidate.title,
        "text": candidate.text,
        "challenges": [candidate.challenge_id] if candidate.challenge_id else [],
        "candidate": candidate.pk,
    }


@district_editor
@transaction.atomic
def theme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a proposal; an approved theme is changed by the chair only."""
    theme = get_in_district(request.access, Theme.objects.locked(), pk)
    if not may_edit_theme(request.access, theme):
        raise PermissionDenied
    form = ThemeForm(request.POST or None, instance=copy(theme), district=request.district)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            themes.update_theme(theme, by=request.user, **form.values)
            return done(request, theme, "保存しました。")
    return form_page(request, form, title="テーマを直す", cancel_url=theme.get_absolute_url())


@district_approver
def theme_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair approves; the theme is in force and public from now on."""
    theme = get_in_district(request.access, Theme.objects.all(), pk)
    form = question_form(request)
    if request.method == "POST":
        with refusals_in(form):
            themes.approve_theme(theme, by=request.user)
            return done(request, theme, "テーマを承認しました。住民に公開しています。")
    text = "承認すると、年度のテーマとして決まり、住民のページにのります。"
    if hidden := theme.challenges.filter(is_public=False):
        names = "".join(f"「{challenge}」" for challenge in hidden)
        text += f"もとになった課題{names}は住民に公開していないので、「この活動が生まれたわけ」にのりません。"
    return confirm_page(
        request,
        form=form,
        title="このテーマを承認しますか",
        text=text,
        items=[f"{FiscalYear(theme.fiscal_year)}「{theme}」"],
        submit="承認する",
        cancel_url=theme.get_absolute_url(),
    )


@require_POST
@district_approver
def theme_unapprove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the approval back: it is a proposal again, and residents do not see it."""
    theme = get_in_district(request.access, Theme.objects.all(), pk)
    themes.unapprove_theme(theme, by=request.user)
    return done(request, theme, "承認を取り消しました。住民には見えなくなりました。")


@district_editor
def theme_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a proposal, after asking."""
    theme = get_in_district(request.access, Theme.objects.all(), pk)
    form = question_form(request)
    if request.method == "POST":
        with refusals_in(form):
            themes.withdraw_theme(theme, by=request.user)
            return done(request, "challenges:theme_list", "提案を取り下げました。", request.district.slug)
    return confirm_page(
        request,
        form=form,
        title="この提案を取り下げますか",
        text="テーマの提案を消します。課題や投票の結果は残ります。",
        items=[str(theme)],
        submit="取り下げる",
        danger=True,
        cancel_url=theme.get_absolute_url(),
    )
