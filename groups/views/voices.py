"""Voices (気づき): residents post them, coordinators key in, read, decide and reply, and everybody reads the replies."""

from copy import copy

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from groups.actions import challenges, voices
from groups.forms.challenges import ChallengeForm
from groups.forms.voices import (
    ReplyFilter,
    VoiceDecisionForm,
    VoiceEnterForm,
    VoiceFilter,
    VoiceForm,
    worries_in,
)
from groups.models import Challenge, Voice
from groups.permissions import get_in_district
from groups.reports.voices import gathered_in, voice_figures
from groups.views.challenge_pages import form_page
from portal.forms import refusals_in
from portal.japanese.calendar import FiscalYear
from portal.listing import Listing
from portal.pages import confirm_page, done, invalid, question_form, render
from portal.permissions import district_editor, district_internal, public, sent_by_editors
from portal.ratelimits import limited

# What is decided by one press; 「課題にまとめた」 takes a challenge as well.
STATES = {Voice.State.PUBLISHED, Voice.State.INTERNAL, Voice.State.HIDDEN, Voice.State.WAITING}

# -- For residents --------------------------------------------------------------------------------------------------


@public
@limited("20/h")
def voice_post(request: HttpRequest) -> HttpResponse:
    """A resident writes what they noticed, without an account. What a machine fills in is thrown away unseen."""
    form = VoiceForm(request.POST or None, district=request.district)
    if request.method == "POST" and (form.is_trapped or form.is_valid()):
        if not form.is_trapped:
            voices.receive_voice(district=request.district, **form.values)
        return redirect("challenges:voice_thanks", request.district.slug)
    answer = invalid if request.method == "POST" else render
    return answer(request, "groups/voice_post.html", {"form": form})


@public
@require_safe
def voice_thanks(request: HttpRequest) -> HttpResponse:
    """What happens next with a voice."""
    return render(request, "groups/voice_thanks.html")


@public
@require_safe
def voice_replies(request: HttpRequest) -> HttpResponse:
    """「いただいた声にこう答えます」: replies, and how many voices came and were answered."""
    figures = voice_figures(request.district, FiscalYear.of(timezone.localdate()))
    replied = Voice.objects.replied().filter(district=request.district).select_related("challenge")
    listing = Listing(
        request,
        replied.order_by("-replied_on", "-pk"),
        columns=[],
        title="いただいた声への返事",
        filters=lambda data: ReplyFilter(data, years=figures.years),
        per_page=20,
    )
    if year := listing.filters.chosen.get("year"):
        figures = voice_figures(request.district, FiscalYear(year))
    answers = [(label, figures.by_answer[answer]) for answer, label in Voice.Answer.choices]
    gathered = gathered_in(request.district, figures.year)
    context = {"listing": listing, "figures": figures, "answers": answers, "gathered": gathered}
    return render(request, "groups/voice_replies.html", context, parts=("results",))


@public
@require_safe
def voice_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """One voice with its reply, to be linked to."""
    voice = (
        Voice.objects.replied().select_related("challenge").filter(district=request.district, pk=pk).first()
    )
    if voice is None:
        raise Http404("その返事は見つかりません。")
    return render(request, "groups/voice_reply.html", {"voice": voice})


# -- For coordinators -----------------------------------------------------------------------------------------------


@require_safe
@district_internal
def voice_list(request: HttpRequest) -> HttpResponse:
    """All voices of the district; `?state=waiting` is the queue."""
    own = Voice.objects.filter(district=request.district)
    listing = Listing(
        request,
        own.select_related("challenge", "neighborhood"),
        columns=[],
        title="気づき",
        filters=VoiceFilter,
        per_page=20,
    )
    for voice in listing.page:
        voice.worries = worries_of(voice)
    counts = dict(own.order_by().values_list("state").annotate(Count("pk")))
    states = listing.segments("state", Voice.State.choices, counts)
    context = {"listing": listing, "states": states, "may_edit": request.access.can_edit}
    return render(request, "groups/voice_list.html", context, parts=("results",))


def worries_of(voice: Voice) -> list[str]:
    """What somebody should read again before these words are shown."""
    return [] if voice.state == Voice.State.PUBLISHED else worries_in(voice.shown_text)


@district_editor
def voice_enter(request: HttpRequest) -> HttpResponse:
    """Voices from paper, telephone and meetings, one after the other on the same form."""
    kept = {
        name: request.GET[name] for name in ("channel", "received_on", "neighborhood") if name in request.GET
    }
    form = VoiceEnterForm(request.POST or None, initial=kept, district=request.district)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            voices.receive_voice(district=request.district, by=request.user, **form.values)
            place = form.cleaned_data["neighborhood"]
            again = urlencode(
                {
                    "channel": form.cleaned_data["channel"],
                    "received_on": form.cleaned_data["received_on"],
                    "neighborhood": place.pk if place else "",
                }
            )
            url = reverse("challenges:voice_enter", args=[request.district.slug])
            return done(request, f"{url}?{again}", "1件入力しました。続けて入力できます。")
    today = Voice.objects.filter(district=request.district, created_at__date=timezone.localdate())
    entered = today.exclude(channel=Voice.Channel.WEB).order_by("-pk")
    context = {"form": form, "entered": entered[:5], "count": entered.count()}
    answer = invalid if request.method == "POST" else render
    return answer(request, "groups/voice_enter.html", context)


@district_internal
@sent_by_editors
@transaction.atomic
def voice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One voice: read it, decide, reply, and go on to the next that waits."""
    voice = get_in_district(request.access, Voice.objects.locked(), pk)
    form = VoiceDecisionForm(request.POST or None, instance=copy(voice))
    if form.is_valid():
        with refusals_in(form):
            voices.decide_on_voice(voice, by=request.user, **form.cleaned_data)
            return _decided(request, voice)
    may_edit = request.access.can_edit
    context = {"voice": voice, "form": form, "may_edit": may_edit, "worries": worries_in(voice.text)}
    return (invalid if form.is_bound else render)(request, "groups/voice_detail.html", context)


def _decided(request: HttpRequest, voice: Voice) -> HttpResponse:
    """On to the next voice that waits where that was asked for, else back to the voice."""
    slug = request.district.slug
    if "next" in request.POST:
        following = Voice.objects.waiting().filter(district=request.district).exclude(pk=voice.pk).last()
        if following:
            return done(request, "challenges:voice_detail", "保存しました。次の声です。", slug, following.pk)
        return done(request, "challenges:voice_list", "保存しました。確認待ちの声は、もうありません。", slug)
    return done(request, "challenges:voice_detail", "保存しました。", slug, voice.pk)


@require_POST
@district_editor
def voice_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish, share internally or hide, straight from the list."""
    voice = get_in_district(request.access, Voice.objects.select_related("challenge", "neighborhood"), pk)
    state = request.POST.get("state")
    if state not in STATES:
        raise Http404
    if state == Voice.State.PUBLISHED and worries_of(voice):
        messages.warning(request, "公開する前に、「公開する文」を読み直してください。")
        return done(request, "challenges:voice_detail", "", request.district.slug, pk)
    voices.set_voice_state(voice, state=state, by=request.user)
    if request.htmx:
        voice.worries = worries_of(voice)
        return TemplateResponse(request, "groups/voice_list.html#item", {"voice": voice, "may_edit": True})
    url = reverse("challenges:voice_list", args=[request.district.slug])
    return done(request, f"{url}?state=waiting", f"「{voice.get_state_display()}」にしました。")


@district_editor
def voice_challenge(request: HttpRequest, pk: int) -> HttpResponse:
    """A new challenge that begins with this voice."""
    voice = get_in_district(request.access, Voice.objects.all(), pk)
    start = {"title": voice.shown_text[:100], "text": voice.shown_text}
    form = ChallengeForm(request.POST or None, instance=Challenge(district=request.district), initial=start)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            challenge = challenges.challenge_from_voice(voice, by=request.user, **form.cleaned_data)
            state = voice.get_state_display()
            return done(request, challenge, f"課題台帳にのせ、声とつなぎました。声は「{state}」です。")
    return form_page(
        request,
        form,
        title="この声から課題をつくる",
        lead=f"元の声：「{voice.shown_text}」",
        submit="課題をつくる",
        cancel_url=reverse("challenges:voice_detail", args=[request.district.slug, pk]),
    )


@district_editor
def voice_redact(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the words as they came away, also from the history, and keep the public text only."""
    voice = get_in_district(request.access, Voice.objects.all(), pk)
    form = question_form(request)
    if request.method == "POST":
        with refusals_in(form):
            voices.keep_public_text_only(voice, by=request.user)
            return done(
                request, "challenges:voice_detail", "元の文を消しました。", request.district.slug, voice.pk
            )
    return confirm_page(
        request,
        form=form,
        title="元の文を消しますか",
        text="名前など、個人のことが書かれているときに使います。「公開する文」だけが残り、元の文は変更の記録からも消えます。元には戻せません。",
        items=[f"消す文：{voice.text}", f"残す文：{voice.public_text or '（まだありません）'}"],
        submit="元の文を消す",
        danger=True,
        cancel_url=reverse("challenges:voice_detail", args=[request.district.slug, pk]),
    )


@district_editor
def voice_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase a voice with its history, after asking."""
    voice = get_in_district(request.access, Voice.objects.all(), pk)
    if request.method == "POST":
        voices.erase_voice(voice, by=request.user)
        return done(request, "challenges:voice_list", "声を消しました。", request.district.slug)
    return confirm_page(
        request,
        title="この声を消しますか",
        text="いたずらや、ほかの人を傷つける内容のときだけに使います。変更の記録からも消え、元には戻せません。のせないだけなら「のせない」を選んでください。",
        items=[voice.text],
        submit="声を消す",
        danger=True,
        cancel_url=reverse("challenges:voice_detail", args=[request.district.slug, pk]),
    )
