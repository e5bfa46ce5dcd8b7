"""What was done because of an introduction (実績): added, corrected, taken off."""

from copy import copy

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from groups.actions import introductions as actions
from groups.forms.introductions import OutcomeForm
from groups.models import Introduction, Outcome
from groups.permissions import get_in_district
from groups.views.exchange_pages import confirm_page, form_page
from portal.forms import refusals_in
from portal.pages import done
from portal.permissions import district_editor


@district_editor
def outcome_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more time that it took place."""
    introduction = get_in_district(request.access, Introduction.objects.with_sides(), pk)
    form = OutcomeForm(request.POST or None, instance=Outcome(introduction=introduction))
    return _saved(request, introduction, form, title="実績を足す")


def _saved(
    request: HttpRequest, introduction: Introduction, form: OutcomeForm, *, title: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.save_outcome(form.instance, by=request.user)
            return done(request, f"{introduction.get_absolute_url()}#outcomes", "実績を保存しました。")
    return form_page(
        request, form, title=title, introduction=introduction, cancel_url=introduction.get_absolute_url()
    )


def _outcome(request: HttpRequest, pk: int, outcome: int) -> Outcome:
    introduction = get_in_district(request.access, Introduction.objects.with_sides(), pk)
    rows = introduction.outcomes.locked() if request.method == "POST" else introduction.outcomes
    found = rows.filter(pk=outcome).first()
    if found is None:
        raise Http404
    return found


@district_editor
@transaction.atomic
def outcome_edit(request: HttpRequest, pk: int, outcome: int) -> HttpResponse:
    """Correct what was noted."""
    record = _outcome(request, pk, outcome)
    form = OutcomeForm(request.POST or None, instance=copy(record))
    return _saved(request, record.introduction, form, title="実績を直す")


@district_editor
def outcome_delete(request: HttpRequest, pk: int, outcome: int) -> HttpResponse:
    """Take off what was noted by mistake, after asking."""
    with transaction.atomic():
        record = _outcome(request, pk, outcome)
        form = forms.Form(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            with refusals_in(form):
                actions.delete_outcome(record, by=request.user)
                return done(
                    request, f"{record.introduction.get_absolute_url()}#outcomes", "実績を消しました。"
                )
    return confirm_page(
        request,
        form=form,
        title="この実績を消しますか",
        text="1年の記録と連携実績証明書からも消えます。",
        items=[f"{record.done_on:%Y年%-m月%-d日}　{record.text}"],
        submit="実績を消す",
        introduction=record.introduction,
        cancel_url=record.introduction.get_absolute_url(),
    )
