"""What was changed on a challenge, voice, theme, vote or case, when and by whom; bringing an earlier version back."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.actions.challenges import restore_version
from groups.forms.cases import CaseForm
from groups.forms.challenges import ChallengeForm
from groups.models import Ballot, Case, Challenge, Theme, Voice
from groups.permissions import get_in_district
from portal import history
from portal.models import Record
from portal.pages import confirm_page, done, render
from portal.permissions import district_editor, district_internal


@dataclass(frozen=True)
class Kind:
    """A kind of record by its name in addresses. Only `fields` are brought back; without any nothing is.

    Votes and approved themes stay as they were decided; of a voice the words that were taken out stay out.
    """

    label: str
    records: QuerySet
    url_name: str
    fields: tuple[str, ...] = ()


KINDS = {
    "challenge": Kind(
        "課題", Challenge.objects.all(), "challenges:challenge_detail", tuple(ChallengeForm.Meta.fields)
    ),
    "voice": Kind("声", Voice.objects.all(), "challenges:voice_detail"),
    "theme": Kind("テーマ", Theme.objects.all(), "challenges:theme_detail"),
    "ballot": Kind("投票", Ballot.objects.all(), "challenges:ballot_detail"),
    "case": Kind("事例", Case.objects.all(), "challenges:case_detail", tuple(CaseForm.Meta.fields)),
}


def _found(request: HttpRequest, kind: str, pk: int) -> tuple[Kind, Record, str]:
    """The kind, the record, and its page. 404 where there is none."""
    if kind not in KINDS:
        raise Http404
    record = get_in_district(request.access, KINDS[kind].records.all(), pk)
    return KINDS[kind], record, reverse(KINDS[kind].url_name, args=[request.district.slug, pk])


@require_safe
@district_internal
def record_history(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The versions of a record, the newest first."""
    described, record, url = _found(request, kind, pk)
    context = {
        "record": record,
        "kind": described,
        "url": url,
        "versions": history.versions_of(record),
        "restore_base": request.path if described.fields and request.access.can_edit else "",
    }
    return render(request, "groups/challenge_history.html", context)


@district_editor
def record_restore(request: HttpRequest, kind: str, pk: int, version: int) -> HttpResponse:
    """Bring an earlier version back as the newest one, after asking."""
    described, record, url = _found(request, kind, pk)
    chosen = next((item for item in history.versions_of(record) if item.id == version), None)
    if chosen is None or not described.fields:
        raise Http404
    if request.method == "POST":
        restore_version(record, version_id=version, fields=described.fields, by=request.user)
        return done(request, url, "前の内容に戻しました。")
    return confirm_page(
        request,
        title="この内容に戻しますか",
        text=f"{chosen.moment}の内容に戻します。いまの内容は、変更の記録に残ります。",
        items=[f"{change.label}：{change.after or '（空欄）'}" for change in chosen.changes],
        submit="この内容に戻す",
        cancel_url=reverse("challenges:record_history", args=[request.district.slug, kind, pk]),
    )
