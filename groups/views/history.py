"""What was changed on an organisation's record, when and by whom; bringing an earlier version back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups import actions
from groups.models import Activity, Contact, ContactPerson, Facility, Need, Offer, Organization
from groups.permissions import (
    get_organization_for,
    may_edit_organization,
    may_manage_organization,
    may_read_internal,
)
from portal import history
from portal.forms import refusals_in
from portal.models import Record, User
from portal.pages import done, invalid, render

# The kinds of records that make up an organisation's history, by their name in addresses.
KINDS: dict[str, type[Record]] = {
    "organization": Organization,
    "facility": Facility,
    "activity": Activity,
    "offer": Offer,
    "need": Need,
    "contact": Contact,
}
# What an organisation's own people neither see nor restore.
INTERNAL_FIELDS = ("note", "status", "is_public", "district", "layers", "term_ends_on", "merged_into")
# Consent is given on its own page only: what was taken back does not come back with an earlier version.
CONSENT = ("consent_on", "consent_by", "consent_method")
# What tells readers nothing: of which organisation a row is, and its place in the list.
PLUMBING = ("organization", "order")
SHOWN = 100


@dataclass(frozen=True)
class Entry:
    """A version with the record that it is of."""

    kind: str
    title: str
    version: history.Version
    may_restore: bool
    # Of a record that came from another organisation's, by merging or by taking that back.
    is_moved: bool = False


@require_safe
def group_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The versions of the record and of all below it, the newest first."""
    organization = get_organization_for(request.access, pk)
    may_read_all = _gate(request, organization)
    may_restore = may_edit_organization(request.access, organization)
    hidden = PLUMBING if may_read_all else PLUMBING + INTERNAL_FIELDS
    entries = [
        Entry(
            kind,
            title_of(version),
            version,
            may_restore and not version.is_current,
            is_moved=kind != "organization" and len(versions) < SHOWN and not version.follows,
        )
        for kind in KINDS
        if may_read_all or kind != "contact"
        for versions in [versions_of(kind, organization, hide=hidden, also=("merged_into",))]
        for version in versions
    ]
    if may_read_all:
        entries += rights_of(organization)
    entries.sort(key=lambda entry: entry.version.at, reverse=True)
    context = {
        "organization": organization,
        "entries": entries[:SHOWN],
        "merged": list(organization.merged.all()),
        "may_manage": may_manage_organization(request.access, organization),
        "may_open_imports": request.access.can_edit and organization.district == request.district,
    }
    return render(request, "groups/group_history.html", context)


def group_restore(request: HttpRequest, pk: int, kind: str, version: int) -> HttpResponse:
    """Bring back a version as the newest one, after showing what that changes."""
    to = "manage" if kind == "contact" else "edit"
    organization = get_organization_for(request.access, pk, to=to)
    may_manage = may_manage_organization(request.access, organization)
    hidden = CONSENT if may_manage else CONSENT + INTERNAL_FIELDS
    found = _version_or_404(kind, organization, version, hide=hidden)
    entry = Entry(kind, title_of(found), found, True)
    form = Form(request.POST if request.method == "POST" else None)
    context = {"organization": organization, "entry": entry, "form": form}
    context["changes"] = _changes(found, hide=hidden)
    if request.method != "POST":
        return render(request, "groups/group_restore.html", context)
    fields = [field.name for field in history.tracked_fields(KINDS[kind], hide=hidden)]
    with refusals_in(form):
        actions.restore_version(
            organization, record=found.state, version_id=found.id, fields=fields, by=request.user
        )
        url = reverse("groups:group_history", args=[request.district.slug, pk])
        return done(request, url, f"{entry.title}を、{found.moment}の内容に戻しました。")
    return invalid(request, "groups/group_restore.html", context)


def _gate(request: HttpRequest, organization: Organization) -> bool:
    """Whether the person reads all of the history; an organisation's own people read it without internal fields."""
    may_read_all = may_read_internal(request.access, organization)
    if not may_read_all and not may_edit_organization(request.access, organization):
        raise PermissionDenied
    return may_read_all


def versions_of(
    kind: str, organization: Organization, *, hide: Iterable[str] = (), also: Iterable[str] = ()
) -> list[history.Version]:
    """Versions of the organisation, or of all records of a kind that belong or belonged to it."""
    model = KINDS[kind]
    link = "pgh_obj_id" if kind == "organization" else "organization_id"
    events = history.event_model(model).objects.filter(**{link: organization.pk})
    return history.versions_among(model, events, hide=hide, also=also, limit=SHOWN)


def rights_of(organization: Organization) -> list[Entry]:
    """Who was given the right to edit the record, by whom, and who lost it; restored nowhere but on its own page."""
    events = history.event_model(ContactPerson).objects.filter(organization_id=organization.pk)
    versions = history.versions_among(ContactPerson, events, hide=("organization", "user"), limit=SHOWN)
    ids = {pk for version in versions for pk in (version.state.user_id, version.state.given_by_id)}
    names = dict(User.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))
    entries = []
    for version in versions:
        giver = names.get(version.state.given_by_id) if version.is_first else None
        title = f"{ContactPerson._meta.verbose_name}「{names.get(version.state.user_id, '')}」"
        entries.append(Entry("right", title, replace(version, by=giver or version.by), may_restore=False))
    return entries


def title_of(version: history.Version) -> str:
    """Of which record a version is: 「活動「お茶の会」」."""
    record = version.state
    if isinstance(record, Organization):
        return "団体・施設の記録"
    if isinstance(record, Facility):
        return "施設のこと"
    return f"{record._meta.verbose_name}「{record}」"


def _version_or_404(
    kind: str, organization: Organization, version_id: int, *, hide: Iterable[str]
) -> history.Version:
    if kind not in KINDS:
        raise Http404
    for version in versions_of(kind, organization, hide=hide):
        if version.id == version_id and not version.is_current:
            return version
    raise Http404


def _changes(version: history.Version, *, hide: Iterable[str]) -> list[history.Change]:
    """What bringing the version back changes: from what is there now to what was then."""
    model = type(version.state)
    now = model._default_manager.filter(pk=version.state.pk).first()
    states = [version.state, *([now] if now else [])]
    labels = history.foreign_labels(model, states)
    return history.changes_between(model, now, version.state, hide=hide, labels=labels)
