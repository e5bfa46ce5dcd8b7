"""Every step in the life of a wave, each asked before it is done: approval, closing, and the ways back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.forms import refusals_in
from portal.japanese.calendar import long_date
from portal.pages import done, invalid, question_form, render
from portal.permissions import district_approver, district_editor
from surveys.actions import waves as actions
from surveys.forms.series import ReturnForm
from surveys.models import Batch, Wave
from surveys.permissions import get_wave_for
from surveys.questionnaire import questionnaire_of
from surveys.reports.periods import period_of
from surveys.reports.readiness import findings_of
from surveys.views.pages import confirm_page, form_page


@dataclass(frozen=True)
class Step:
    """A step that is asked for: its action, the question, and what is told when it is done."""

    action: Callable[..., Any]
    title: str
    text: str
    submit: str
    told: str
    danger: bool = False


SUBMIT = Step(
    actions.submit_wave,
    "会長に承認をお願いしますか",
    "承認されるまで、質問や説明は変えられなくなります（「準備中に戻す」を押すと、また変えられます）。",
    "承認をお願いする",
    "会長に承認をお願いしました。会長の「わたしの机」に出ます。",
)
WITHDRAW = Step(
    actions.withdraw_wave,
    "準備中に戻しますか",
    "また質問や説明を変えられるようになります。公開するには、もう一度、会長の承認がいります。",
    "準備中に戻す",
    "準備中に戻しました。",
)
CLOSE = Step(
    actions.close_wave,
    "回答を締め切りますか",
    "締め切ると、ウェブでも紙でも、新しい回答を受け取れなくなり、結果を地区の人が見られるようになります。"
    "住民に公表するのは、このあとです。答えている途中の方の回答と、ためしの回答は消えます。",
    "締め切る",
    "締め切りました。結果を見られるようになりました。",
)
REOPEN = Step(
    actions.reopen_wave,
    "締め切りを取り消しますか",
    "結果はまた、だれにも見えなくなります。しめきりの日までウェブで答えられ、紙の回答も入力できます。"
    "まちがえて締め切ったときや、遅れて届いた用紙があるときに使ってください。",
    "受け付けに戻す",
    "受け付けに戻しました。",
)
DELETE = Step(
    actions.delete_wave,
    "この回を消しますか",
    "準備中の回を、質問といっしょに消します。元には戻せません。",
    "この回を消す",
    "消しました。",
    danger=True,
)


def _asked(request: HttpRequest, pk: int, step: Step, **more: Any) -> HttpResponse:
    """Ask; on yes do it, and back to the wave's page."""
    wave = get_wave_for(request.access, pk)
    back = reverse("surveys:wave_manage", args=[request.district.slug, pk])
    form = question_form(request)
    if form.is_valid():
        with refusals_in(form):
            step.action(wave, by=request.user)
            return done(request, wave.survey if step is DELETE else back, step.told)
    return confirm_page(
        request,
        form=form,
        title=step.title,
        text=step.text,
        submit=step.submit,
        danger=step.danger,
        items=[str(wave), period_of(wave)],
        cancel_url=back,
        survey=wave.survey,
        wave=wave,
        **{name: value(wave) for name, value in more.items()},
    )


@district_editor
def wave_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the chair for approval."""
    return _asked(request, pk, SUBMIT)


@district_editor
def wave_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to preparation, while nobody has answered."""
    return _asked(request, pk, WITHDRAW, warning=_printed)


def _printed(wave: Wave) -> str:
    """Sheets that were printed already show the questions as they were."""
    if not wave.batches.exclude(form=Batch.Form.SLIP).exists():
        return ""
    return "調査票を用意しています。質問を変えたときは、印刷し直して、古い用紙は使わないでください。"


@district_editor
def wave_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close, also before the last day."""
    return _asked(request, pk, CLOSE, warning=_early)


def _early(wave: Wave) -> str:
    """Closing before the last day breaks what was announced."""
    if not wave.is_answerable:
        return "" if wave.is_overdue else "まだ始まっていません。"
    day = long_date(wave.closes_on)
    return f"お知らせしたしめきりの日（{day}）より早く締め切ろうとしています。まだ答えていない方が、答えられなくなります。"


@district_editor
def wave_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a closing, while nothing of the results is public."""
    return _asked(request, pk, REOPEN)


@district_editor
def wave_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a wave that is being prepared."""
    return _asked(request, pk, DELETE)


@district_approver
def wave_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair reads all of it on one page, and approves."""
    wave = get_wave_for(request.access, pk)
    back = reverse("surveys:wave_manage", args=[request.district.slug, pk])
    form = question_form(request)
    if form.is_valid():
        with refusals_in(form):
            read = request.POST.get("edition", "")
            actions.approve_wave(wave, edition=int(read) if read.isdecimal() else None, by=request.user)
            told = f"承認しました。{long_date(wave.opens_on)}から、住民が答えられます。"
            return done(request, back, told)
    context = {
        "wave": wave,
        "survey": wave.survey,
        "form": form,
        "questionnaire": questionnaire_of(wave),
        "findings": findings_of(wave, questionnaire_of(wave)),
        "may_decide": wave.state == Wave.State.REVIEW,
        "back": back,
    }
    return (invalid if form.is_bound else render)(request, "surveys/wave_approve.html", context)


@district_approver
def wave_return(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair sends it back and says why."""
    wave = get_wave_for(request.access, pk)
    form = ReturnForm(request.POST or None)
    back = reverse("surveys:wave_manage", args=[request.district.slug, pk])
    if form.is_valid():
        with refusals_in(form):
            actions.return_wave(wave, by=request.user, **form.cleaned_data)
            return done(request, back, "差し戻しました。準備している人に、理由が見えます。")
    return form_page(
        request,
        form,
        title="アンケートを差し戻す",
        lead=str(wave),
        submit="差し戻す",
        survey=wave.survey,
        wave=wave,
        cancel_url=reverse("surveys:wave_approve", args=[request.district.slug, pk]),
    )
