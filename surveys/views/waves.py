"""A wave (回) for who keeps it: where it stands and what comes next, its days and words."""

from copy import copy
from dataclasses import dataclass, replace

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal import history
from portal.forms import refusals_in
from portal.japanese.calendar import long_date
from portal.pages import done, question_form, render
from portal.permissions import Access, district_desk, district_editor, district_internal
from surveys.actions import waves as actions
from surveys.forms.series import WAVE_FORMS, WaveForm, first_words
from surveys.models import Choice, Item, Question, Section, Wave
from surveys.overview import answering, making, paper, publishing, results
from surveys.overview.manage import GROUPS, ManageLink
from surveys.permissions import get_survey_for, get_wave_for
from surveys.questionnaire import questionnaire_of
from surveys.reports.readiness import findings_of
from surveys.reports.response_rates import received
from surveys.views.pages import confirm_page, form_page

STEPS = ("準備", "承認", "受付", "締め切り", "公表")
# Days that nobody types, told in the history.
MILESTONES = ("approved_on", "closed_on", "results_published_on", "disposed_on")


@dataclass(frozen=True)
class NextStep:
    """What is done next with a wave, in plain words, and the button to it (none while one waits)."""

    title: str
    text: str
    label: str = ""
    url_name: str = ""
    icon: str = "arrow-right"


def step_of(wave: Wave) -> int:
    """Which of STEPS a wave is at, from 1."""
    if wave.has_public_results:
        return len(STEPS) + 1
    return {Wave.State.DRAFT: 1, Wave.State.REVIEW: 2, Wave.State.OPEN: 3, Wave.State.CLOSED: 5}[
        Wave.State(wave.state)
    ]


def next_step(access: Access, wave: Wave, *, questions: int, blockers: int) -> NextStep:
    """The next step of a wave for this person."""
    if wave.state == Wave.State.DRAFT:
        return _while_drafting(wave, questions, blockers)
    if wave.state == Wave.State.REVIEW:
        if access.can_approve:
            return NextStep(
                "内容を読んで、承認してください",
                "承認すると、始まりの日から住民が答えられるようになります。",
                "読んで承認する",
                "surveys:wave_approve",
                "check",
            )
        return NextStep(
            "会長の承認を待っています", "承認されると、始まりの日から住民が答えられるようになります。"
        )
    if wave.state == Wave.State.OPEN:
        return _while_open(wave)
    if wave.has_public_results:
        return NextStep(
            "結果を公表しました",
            "次の回も同じ質問をすると、くらしや思いがどう変わったかをくらべられます。",
            "複製して、次の回をつくる",
            "surveys:wave_copy",
            "copy",
        )
    return NextStep(
        "結果を確かめて、公表しましょう",
        "まずは集計を見て、住民に伝えたいことを短くまとめます。書いて公表するのは、下の「公表」からです。",
        "集計結果を見る",
        "surveys:figures",
        "chart",
    )


def _while_drafting(wave: Wave, questions: int, blockers: int) -> NextStep:
    if not questions:
        return NextStep(
            "質問をつくりましょう",
            "用意された質問から選ぶことも、はじめからつくることもできます。",
            "質問をつくる",
            "surveys:question_list",
            "edit",
        )
    if blockers:
        return NextStep(
            "あと少しで準備ができます",
            "下の「直すところ」を直すと、会長に承認をお願いできます。",
            "質問を直す",
            "surveys:question_list",
            "edit",
        )
    if wave.returned_note:
        return NextStep(
            "会長の言葉を読んで、直しましょう",
            "直したら、もう一度承認をお願いします。承認されるまで、住民には見えません。",
            "直したので、承認をお願いする",
            "surveys:wave_submit",
            "check",
        )
    return NextStep(
        "会長に承認をお願いしましょう",
        "ためしに答えてみて、よければ承認をお願いします。承認されるまで、住民には見えません。",
        "承認をお願いする",
        "surveys:wave_submit",
        "check",
    )


def _while_open(wave: Wave) -> NextStep:
    today = timezone.localdate()
    if wave.opens_on > today:
        days = (wave.opens_on - today).days
        return NextStep(
            "まもなく始まります", f"あと{days}日で、住民が答えられるようになります。紙の準備をしましょう。"
        )
    if wave.is_overdue:
        return NextStep(
            "しめきりの日が過ぎました",
            "紙の回答をすべて入力したら、締め切ってください。締め切ると、結果を見られるようになります。"
            f"手続きがないときは、{long_date(wave.open_until)}を過ぎると自動で締め切ります。",
            "締め切る",
            "surveys:wave_close",
            "check",
        )
    days = (wave.closes_on - today).days
    left = f"しめきりまで、あと{days}日です。" if days else "今日がしめきりの日です。"
    return NextStep("回答を受け付けています", f"{left}結果は、締め切るまでだれにも見えません。")


@require_safe
@district_desk
def wave_manage(request: HttpRequest, pk: int) -> HttpResponse:
    """The one page from which a wave is kept. While it is open only how many answers came, never what they say."""
    wave = get_wave_for(request.access, pk)
    questionnaire = questionnaire_of(wave)
    findings = findings_of(wave, questionnaire) if wave.is_draft else []
    questions = len(questionnaire.questions)
    step = next_step(
        request.access,
        wave,
        questions=questions,
        blockers=sum(finding.is_blocker for finding in findings),
    )
    came = received(wave)
    context = {
        "wave": wave,
        "survey": wave.survey,
        "steps": STEPS,
        "step": step_of(wave),
        "next_step": step,
        "next_url": reverse(step.url_name, args=[request.district.slug, pk]) if step.url_name else "",
        "questions": questions,
        "findings": findings,
        "labels": {asked.question.pk: asked.label for asked in questionnaire.questions},
        "received": came,
        "is_answered": came.total > 0,
        "groups": links_of(request.access, wave),
        "may_edit": request.access.can_edit,
        "may_read": request.access.can_read_internal,
    }
    return render(request, "surveys/wave_manage.html", context)


@dataclass(frozen=True)
class ManagePlace:
    """A link of a part, with its address in the district."""

    label: str
    url: str
    icon: str
    note: str


def links_of(access: Access, wave: Wave) -> list[tuple[str, list[ManagePlace]]]:
    """The pages of all parts that this person may use now, in groups."""
    links: list[ManageLink] = [
        link
        for part in (making, answering, paper, results, publishing)
        for link in getattr(part, "MANAGE_LINKS", ())
        if link.may_use(access, wave)
    ]
    slug = access.district.slug
    places = {
        group: [
            ManagePlace(link.label, reverse(link.url_name, args=[slug, wave.pk]), link.icon, link.note(wave))
            for link in links
            if link.group == group
        ]
        for group in GROUPS
    }
    return [(group, found) for group, found in places.items() if found]


@district_editor
def wave_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new wave without questions."""
    survey = get_survey_for(request.access, pk)
    form = WaveForm(
        request.POST or None,
        instance=Wave(survey=survey),
        initial=first_words(survey, timezone.localdate()),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            wave = actions.save_wave(form.instance, by=request.user)
            return done(
                request,
                "surveys:wave_manage",
                f"第{wave.number}回をつくりました。次は、質問をつくります。",
                request.district.slug,
                wave.pk,
            )
    return form_page(
        request,
        form,
        title="新しい回をつくる",
        lead=f"{survey.title}　第{actions.next_number(survey)}回",
        submit="つくって次へ",
        survey=survey,
        cancel_url=survey.get_absolute_url(),
    )


@district_editor
@transaction.atomic
def wave_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change days and words; once it is open only what breaks no promise."""
    is_saved = request.method == "POST"  # who only looks holds up nobody who sends answers
    wave = get_wave_for(request.access, pk, within=Wave.objects.locked() if is_saved else None)
    back = reverse("surveys:wave_manage", args=[request.district.slug, pk])
    if wave.state not in WAVE_FORMS:
        return redirect(back)
    form = WAVE_FORMS[Wave.State(wave.state)](request.POST or None, instance=copy(wave))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.save_wave(form.instance, by=request.user)
            return done(request, back, "保存しました。")
    lead = {
        Wave.State.DRAFT: "保存しても、会長が承認するまで住民には見えません。",
        Wave.State.OPEN: "公開しているため、変えられるのはここにあるものだけです。「回答の使いみち」は、答えた方との約束なので変えられません。",
        Wave.State.CLOSED: "締め切ったあとは、報告書にのる「対象」と「配り方・集め方」だけを直せます。",
    }
    return form_page(
        request,
        form,
        title="日にちと説明を直す",
        lead=lead[Wave.State(wave.state)],
        survey=wave.survey,
        wave=wave,
        cancel_url=back,
    )


@require_safe
@district_internal
def wave_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What was changed on a wave and its questionnaire, the newest first."""
    wave = get_wave_for(request.access, pk)
    questions = history.event_model(Question).objects.filter(wave_id=wave.pk)
    ids = questions.values("pgh_obj_id")
    may_restore = request.access.can_edit and wave.state == Wave.State.DRAFT
    context = {
        "survey": wave.survey,
        "wave": wave,
        "parts": [
            (
                "日にち・説明・状態",
                history.versions_of(wave, also=MILESTONES),
                request.path if may_restore else "",
            ),
            ("まとまり", _events(Section, wave_id=wave.pk), ""),
            ("質問", _named(history.versions_among(Question, questions, hide=["wave", "order"])), ""),
            ("選択肢", _events(Choice, question_id__in=ids), ""),
            ("表の項目", _events(Item, question_id__in=ids), ""),
        ],
    }
    return render(request, "surveys/history.html", context)


@district_editor
@transaction.atomic
def wave_restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Bring back days and words of an earlier version, while the wave is being prepared; asks first."""
    wave = get_wave_for(request.access, pk, within=Wave.objects.locked())
    chosen = next((each for each in history.versions_of(wave) if each.id == version), None)
    if chosen is None:
        raise Http404("その版は見つかりません。")
    back = reverse("surveys:wave_history", args=[request.district.slug, pk])
    form = question_form(request)
    if form.is_valid():
        with refusals_in(form):
            actions.restore_wave(wave, earlier=chosen.state, fields=WaveForm.Meta.fields, by=request.user)
            return done(request, back, "前の内容に戻しました。")
    return confirm_page(
        request,
        form=form,
        title="この内容に戻しますか",
        text=f"日にちと説明を、{chosen.moment}の内容に戻します。質問と状態は変わりません。",
        items=[f"{change.label}：{change.after or '（空らん）'}" for change in chosen.changes],
        submit="この内容に戻す",
        survey=wave.survey,
        wave=wave,
        cancel_url=back,
    )


def _events(model: type, **conditions: object) -> list[history.Version]:
    events = history.event_model(model).objects.filter(**conditions)
    return _named(history.versions_among(model, events, hide=["wave", "question", "order", "code"]))


def _named(versions: list[history.Version]) -> list[history.Version]:
    """Each with the words of its record, since they are of many; without those in which only the order changed."""
    return [
        replace(version, label=f"{version.label}「{version.state}」")
        for version in versions
        if version.changes or version.label != history.LABELS["update"]
    ]
