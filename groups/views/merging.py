"""Making one record of two that mean the same organisation."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups import actions
from groups.forms.merging import MergeForm
from groups.forms.registering import entry_of, likely_duplicates
from groups.models import Organization
from groups.permissions import get_organization_for
from portal.pages import done, invalid, render

FOUND_AT_MOST = 20
STEPS = ["記録を選ぶ", "くらべて、1つにする"]


@require_safe
def group_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """First step: which record is the duplicate of this one. Likely ones are offered, others are searched for."""
    organization = get_organization_for(request.access, pk, to="manage")
    query = request.GET.get("q", "").strip()
    candidates = mergeable(request, organization)
    context = {
        "organization": organization,
        "steps": STEPS,
        "likely": likely_duplicates(entry_of(organization), request.access),
        "query": query,
        "found": list(candidates.matching(query)[:FOUND_AT_MOST]) if query else [],
    }
    return render(request, "groups/group_merge.html", context)


def mergeable(request: HttpRequest, organization: Organization) -> QuerySet[Organization]:
    """Records of the same district (or of the whole city) that the person manages and that still live."""
    return (
        Organization.objects.visible_to(request.user)
        .filter(district=organization.district, merged_into=None)
        .exclude(pk=organization.pk)
        .select_related("category")
    )


def group_merge_into(request: HttpRequest, pk: int, duplicate: int) -> HttpResponse:
    """Second step: both records side by side; field by field which value is kept."""
    organization = get_organization_for(request.access, pk, to="manage")
    other = mergeable(request, organization).filter(pk=duplicate).first()
    if other is None or organization.merged_into_id:
        raise Http404
    form = MergeForm(request.POST or None, into=organization, duplicate=other)
    if request.method == "POST" and form.is_valid():
        actions.merge_organizations(other, into=organization, chosen=form.chosen, by=request.user)
        url = reverse("groups:group_detail", args=[request.district.slug, pk])
        return done(request, url, f"「{other.name}」の記録を、この記録に統合しました。")
    context = {"organization": organization, "duplicate": other, "form": form, "steps": STEPS}
    answer = invalid if request.method == "POST" else render
    return answer(request, "groups/group_merge_into.html", context)


def group_unmerge(request: HttpRequest, pk: int, duplicate: int) -> HttpResponse:
    """Make a merged record live again, after asking."""
    organization = get_organization_for(request.access, pk, to="manage")
    other = organization.merged.filter(pk=duplicate).first()
    if other is None:
        raise Http404
    if request.method == "POST":
        actions.unmerge_organization(other, by=request.user)
        url = reverse("groups:group_detail", args=[request.district.slug, duplicate])
        return done(request, url, "統合を元に戻しました。内容を確かめて、住民に公開してください。")
    context = {"organization": organization, "names": [other.name]}
    return render(request, "groups/group_unmerge.html", context)
