"""The end of raw answers of a wave."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.forms import refusals_in
from portal.japanese.calendar import long_date
from portal.pages import done, question_form
from portal.permissions import district_editor
from surveys.actions import disposal
from surveys.models import Wave
from surveys.permissions import get_results_for
from surveys.views.pages import confirm_page


def raw_answers_gone(request: HttpRequest, wave: Wave, day: date) -> HttpResponse:
    """Back to the wave's page, with the day on which its single answers were deleted."""
    manage = reverse("surveys:wave_manage", args=[request.district.slug, wave.pk])
    return done(request, manage, f"一人ひとりの回答（原票）は、{long_date(day)}に消してあります。")


@district_editor
def wave_dispose(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks before single answers are deleted for good, and deletes them."""
    wave = get_results_for(request.access, pk)
    manage = reverse("surveys:wave_manage", args=[request.district.slug, wave.pk])
    if wave.disposed_on is not None:
        return raw_answers_gone(request, wave, wave.disposed_on)
    form = question_form(request)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            disposal.dispose_wave(wave, by=request.user)
            return done(request, manage, "一人ひとりの回答を消しました。集計した結果は残っています。")
    return confirm_page(
        request,
        title="一人ひとりの回答（原票）を消しますか",
        text=f"{wave}の回答{wave.responses.counted().count()}票を消します。元には戻せません。",
        items=[
            "単純集計と、属性・回答方法ごとの表は残ります。前の回との比較も、これからもできます。",
            "しぼりこみながらのかけ合わせ、重みづけ、一人ひとりの回答の表（個票データ）の作成は、できなくなります。",
            "だれも読んでいない自由記述と、のせないことにした自由記述も消します。",
            "紙の調査票は、別に処分してください（溶かすか、細かく裁断します）。",
        ],
        submit="原票を消す",
        danger=True,
        cancel_url=manage,
        form=form,
        survey=wave.survey,
        wave=wave,
    )
