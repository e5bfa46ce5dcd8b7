"""Tags (しるし) of free texts: how many texts each has, to which challenge it leads, and putting two into one."""

from copy import copy

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.models import Challenge
from portal.forms import refusals_in
from portal.pages import done, question_form, render
from portal.permissions import district_editor, district_internal
from surveys.actions import remarks
from surveys.forms.remarks import MergeForm, TagChallengeForm, TagForm
from surveys.models import Remark, Tag, Wave
from surveys.permissions import get_results_for
from surveys.reports.remarks import tags_with_counts
from surveys.views.pages import confirm_page, form_page


def _tag_of(wave: Wave, pk: int, *, lock: bool = False) -> Tag:
    tags = Tag.objects.locked() if lock else Tag.objects.all()
    tag = tags.filter(survey=wave.survey_id, pk=pk).first()
    if tag is None:
        raise Http404("そのしるしは見つかりません。")
    tag.survey = wave.survey
    return tag


def _list_url(request: HttpRequest, wave: Wave) -> str:
    return reverse("surveys:tag_list", args=[request.district.slug, wave.pk])


@require_safe
@district_internal
def tag_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The tags of the series with the numbers of texts, in this wave and in the others."""
    wave = get_results_for(request.access, pk)
    tags = list(tags_with_counts(wave.survey, wave))
    context = {
        "wave": wave,
        "survey": wave.survey,
        "tags": tags,
        "most": max((tag.count for tag in tags), default=0) or 1,
        "untagged": Remark.objects.filter(wave=wave, tags=None).count(),
        "may_edit": request.access.can_edit,
    }
    return render(request, "surveys/tag_list.html", context)


@district_editor
def tag_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new tag."""
    wave = get_results_for(request.access, pk)
    form = TagForm(request.POST or None, instance=Tag(survey=wave.survey))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            tag = remarks.save_tag(form.instance, by=request.user)
            return done(request, _list_url(request, wave), f"しるし「{tag}」を作りました。")
    return form_page(
        request,
        form,
        title="しるしを作る",
        cancel_url=_list_url(request, wave),
        wave=wave,
        survey=wave.survey,
    )


@district_editor
@transaction.atomic
def tag_edit(request: HttpRequest, pk: int, tag: int) -> HttpResponse:
    """Another name for a tag, or the challenge it leads to."""
    wave = get_results_for(request.access, pk)
    record = _tag_of(wave, tag, lock=True)
    form = TagForm(request.POST or None, instance=copy(record))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            remarks.save_tag(form.instance, by=request.user)
            return done(request, _list_url(request, wave), f"しるし「{form.instance}」を保存しました。")
    return form_page(
        request,
        form,
        title=f"しるし「{record}」を直す",
        cancel_url=_list_url(request, wave),
        delete_url=reverse("surveys:tag_delete", args=[request.district.slug, wave.pk, record.pk]),
        wave=wave,
        survey=wave.survey,
    )


@district_editor
def tag_merge(request: HttpRequest, pk: int, tag: int) -> HttpResponse:
    """Two tags that mean the same become one."""
    wave = get_results_for(request.access, pk)
    record = _tag_of(wave, tag)
    form = MergeForm(request.POST or None, tag=record)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            into = remarks.merge_tags(record, into=form.cleaned_data["into"], by=request.user)
            return done(request, _list_url(request, wave), f"「{record.name}」を「{into}」にまとめました。")
    return form_page(
        request,
        form,
        title=f"しるし「{record}」を、ほかのしるしにまとめる",
        lead=f"「{record}」の付いた文は、すべての回で、選んだしるしの文になります。「{record}」はなくなります。元には戻せません。",
        submit="まとめる",
        cancel_url=_list_url(request, wave),
        wave=wave,
        survey=wave.survey,
    )


@district_editor
def tag_delete(request: HttpRequest, pk: int, tag: int) -> HttpResponse:
    """Delete a tag, after asking; the texts stay."""
    wave = get_results_for(request.access, pk)
    record = _tag_of(wave, tag)
    form = question_form(request)
    if request.method == "POST":
        with refusals_in(form):
            remarks.delete_tag(record, by=request.user)
            return done(request, _list_url(request, wave), f"しるし「{record.name}」を消しました。")
    return confirm_page(
        request,
        form=form,
        title=f"しるし「{record}」を消しますか",
        text=f"{record.remarks.count()}件の文から、このしるしが外れます。文は残ります。同じ意味のしるしがあるときは、「まとめる」を使ってください。",
        submit="しるしを消す",
        danger=True,
        cancel_url=_list_url(request, wave),
        wave=wave,
        survey=wave.survey,
    )


@district_editor
def tag_challenge(request: HttpRequest, pk: int, tag: int) -> HttpResponse:
    """A new challenge that begins with the texts of a tag."""
    wave = get_results_for(request.access, pk)
    record = _tag_of(wave, tag)
    form = TagChallengeForm(
        request.POST or None,
        instance=Challenge(district=request.district),
        initial={"title": record.name},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            challenge = remarks.challenge_from_tag(record, wave=wave, by=request.user, **form.cleaned_data)
            return done(request, challenge, "課題台帳にのせ、しるしとつなぎました。")
    count = record.remarks.filter(wave=wave).count()
    return form_page(
        request,
        form,
        title=f"しるし「{record}」から課題をつくる",
        lead=f"{wave}の自由記述{count}件が、この課題のはじまりの声になります。",
        submit="課題をつくる",
        cancel_url=_list_url(request, wave),
        wave=wave,
        survey=wave.survey,
    )
