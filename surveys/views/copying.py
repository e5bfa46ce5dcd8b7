"""A new wave from an earlier one (前の回から複製), or from what another district asks its residents."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.forms import refusals_in
from portal.pages import done, render
from portal.permissions import district_editor
from surveys.actions import copying as actions
from surveys.forms.series import BorrowForm, CopyForm
from surveys.models import Survey, Wave
from surveys.permissions import get_wave_for
from surveys.views.pages import form_page


@district_editor
def wave_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The next wave of the series, with the questions of this one."""
    source = get_wave_for(request.access, pk)
    form = CopyForm(request.POST or None, initial=_days(source))
    if form.is_valid():
        with refusals_in(form):
            wave = actions.copy_wave(source, survey=source.survey, by=request.user, **form.cleaned_data)
            return done(
                request,
                "surveys:wave_manage",
                f"第{wave.number}回をつくりました。質問や説明を、今回に合わせて直してください。",
                request.district.slug,
                wave.pk,
            )
    return form_page(
        request,
        form,
        title=f"第{source.number}回から複製する",
        lead="質問・選択肢・説明を写して、次の回を準備中でつくります。同じ質問は、前の回とくらべられます。",
        submit="複製してつくる",
        survey=source.survey,
        cancel_url=source.survey.get_absolute_url(),
    )


def _days(source: Wave) -> dict[str, object]:
    opens_on, closes_on = actions.moved_days(source, timezone.localdate())
    return {"opens_on": opens_on, "closes_on": closes_on}


@require_safe
@district_editor
def borrow_list(request: HttpRequest) -> HttpResponse:
    """Public surveys of the other districts, of which one can be taken over."""
    waves = (
        Wave.objects.borrowable_in(request.district)
        .annotate(asked=Count("questions"))
        .order_by("survey__district__order", "survey__title", "-number")
    )
    return render(request, "surveys/borrow_list.html", {"waves": waves})


@district_editor
def wave_borrow(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over another district's questions; the neighbourhoods become the own ones."""
    source = Wave.objects.borrowable_in(request.district).filter(pk=pk).first()
    if source is None:
        raise Http404("そのアンケートは見つかりません。")
    same = Survey.objects.filter(district=request.district, key=source.survey.key).first()
    form = BorrowForm(
        request.POST or None,
        district=request.district,
        key=source.survey.key,  # the same as the other district's, so that the city can compare
        initial=_days(source) | {"survey": same, "title": _own_title(request, source)},
    )
    if form.is_valid():
        with refusals_in(form):
            wave = actions.borrow_wave(source, by=request.user, **form.chosen)
            return done(
                request,
                "surveys:wave_manage",
                "質問を写しました。町内の選択肢は、この地区の町内になっています。",
                request.district.slug,
                wave.pk,
            )
    return form_page(
        request,
        form,
        title="ほかの地区のアンケートをもとにする",
        lead=f"{source.survey.district.name}の「{source}」の質問を写します。町内の選択肢は、この地区の町内に替わります。",
        submit="写してつくる",
        cancel_url=reverse("surveys:borrow_list", args=[request.district.slug]),
    )


def _own_title(request: HttpRequest, source: Wave) -> str:
    other, own = source.survey.district.name, request.district.name
    return source.survey.title.replace(other, own).replace(
        other.removesuffix("地区"), own.removesuffix("地区")
    )
