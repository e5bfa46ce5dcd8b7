"""Reading free texts (自由記述): once a wave is closed, one after the other, apart from all other answers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from portal.forms import refusals_in
from portal.listing import Listing
from portal.pages import done, invalid, render
from portal.permissions import district_editor, district_internal, sent_by_editors
from surveys.actions import remarks
from surveys.actions.remarks import NAMES_UNCHECKED
from surveys.forms.remarks import DECISIONS, RemarkFilter, RemarkForm
from surveys.models import Remark, Wave
from surveys.permissions import get_of_wave, get_results_for, get_wave_for

STATES = {state for state, _ in DECISIONS}


def marked(text: str, suspects: list[str]) -> SafeString:
    """The text with the words that may be names marked."""
    parts = [(text, False)]
    for word in sorted(suspects, key=len, reverse=True):
        cut: list[tuple[str, bool]] = []
        for part, is_marked in parts:
            if is_marked:
                cut.append((part, True))
                continue
            for place, piece in enumerate(part.split(word)):
                cut += [(word, True)] if place else []
                cut += [(piece, False)] if piece else []
        parts = cut
    return SafeString(
        "".join(
            format_html_join("", "<mark>{}</mark>" if is_marked else "{}", [(part,)])
            for part, is_marked in parts
        )
    )


@require_safe
@district_internal
def remark_list(request: HttpRequest, pk: int) -> HttpResponse:
    """All free texts of a wave; while it is open, why nobody can read them yet."""
    wave = get_wave_for(request.access, pk)
    context: dict[str, Any] = {"wave": wave, "survey": wave.survey, "may_edit": request.access.can_edit}
    if not wave.is_closed:
        return render(request, "surveys/remark_list.html", context)
    own = Remark.objects.filter(wave=wave)
    listing = Listing(
        request,
        own.shuffled().select_related("question").prefetch_related("tags"),
        columns=[],
        title="自由記述",
        filters=lambda data: RemarkFilter(data, wave=wave),
        per_page=20,
    )
    counts = dict(own.order_by().values_list("state").annotate(Count("pk")))
    first = own.waiting().shuffled().first()
    context |= {
        "listing": listing,
        "states": listing.segments("state", Remark.State.choices, counts),
        "waiting": counts.get(Remark.State.WAITING, 0),
        "first": first,
    }
    return render(request, "surveys/remark_list.html", context, parts=("results",))


@district_internal
@sent_by_editors
@transaction.atomic
def remark_read(request: HttpRequest, pk: int, remark: int) -> HttpResponse:
    """One text: read it, decide, tag it, and go on to the next."""
    wave = get_results_for(request.access, pk)
    own = Remark.objects.filter(wave=wave)
    record: Remark = get_of_wave(wave, Remark.objects.locked().select_related("question"), remark)
    may_edit = request.access.can_edit
    form = RemarkForm(request.POST if request.method == "POST" else None, remark=record)
    if form.is_bound and form.is_valid():
        with refusals_in(form):
            _decide(request, record, form)
        if not form.errors:
            return _decided(request, wave, record)
    order = list(own.shuffled().values_list("pk", flat=True))
    place = order.index(record.pk)
    context = {
        "wave": wave,
        "survey": wave.survey,
        "remark": record,
        "text": marked(record.text, record.suspects),
        "form": form,
        "asks_names": bool(record.suspects) or any(_is_about_names(error) for error in _errors(form)),
        "may_edit": may_edit,
        "place": place + 1,
        "total": len(order),
        "before": order[place - 1] if place else None,
        "after": order[place + 1] if place + 1 < len(order) else None,
        "waiting": own.waiting().count(),
    }
    return (invalid if form.is_bound else render)(request, "surveys/remark_read.html", context)


def _errors(form: RemarkForm) -> list[ValidationError]:
    return form.errors.as_data().get("__all__", []) if form.is_bound else []


def _is_about_names(error: ValidationError) -> bool:
    return error.code == NAMES_UNCHECKED


def _decide(request: HttpRequest, remark: Remark, form: RemarkForm) -> None:
    values = form.cleaned_data
    with transaction.atomic():
        tags = list(values.get("tags", []))
        if values["new_tag"]:
            tags.append(remarks.tag_named(remark.wave.survey, values["new_tag"], by=request.user))
        remarks.decide_on_remark(
            remark,
            state=values["state"],
            excerpt=values["excerpt"],
            tags=tags,
            names_checked=values["names_checked"],
            by=request.user,
        )


def _decided(request: HttpRequest, wave: Wave, remark: Remark) -> HttpResponse:
    """On to the next text that nobody has read where that was asked for, else back to this one."""
    slug = request.district.slug
    if "next" not in request.POST:
        return done(request, "surveys:remark_read", "保存しました。", slug, wave.pk, remark.pk)
    following = Remark.objects.filter(wave=wave).waiting().exclude(pk=remark.pk).shuffled().first()
    if following is None:
        return done(
            request, "surveys:remark_list", "保存しました。未確認の文は、もうありません。", slug, wave.pk
        )
    return done(request, "surveys:remark_read", "保存しました。次の文です。", slug, wave.pk, following.pk)


@require_POST
@district_editor
def remark_state(request: HttpRequest, pk: int, remark: int) -> HttpResponse:
    """Fit to be quoted, for inside only, or not to be shown: straight from the list."""
    wave = get_results_for(request.access, pk)
    record: Remark = get_of_wave(wave, Remark.objects.select_related("question"), remark)
    state = request.POST.get("state", "")
    if state not in STATES:
        raise Http404
    try:
        remarks.decide_on_remark(record, state=state, excerpt=record.excerpt, by=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return done(request, "surveys:remark_read", "", request.district.slug, wave.pk, record.pk)
    if request.htmx:
        context = {"remark": record, "wave": wave, "may_edit": True}
        return TemplateResponse(request, "surveys/remark_list.html#item", context)
    url = reverse("surveys:remark_list", args=[request.district.slug, wave.pk])
    return done(request, f"{url}?state=waiting", f"「{record.get_state_display()}」にしました。")
