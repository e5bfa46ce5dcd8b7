"""Changing an organisation: its sections in place, its state, consent and confirmation; making and deleting one."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from groups import actions
from groups.forms.registering import ConsentForm, RegisterForm, StatusForm
from groups.forms.sections import SECTIONS, Section, SectionForm
from groups.models import Organization
from groups.permissions import get_organization_for
from groups.views.page import page_of
from portal.pages import done, invalid, render
from portal.permissions import district_editor


@transaction.atomic
def group_edit(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One section of the page as a form: in its place where HTMX runs, else a page of its own."""
    if section not in SECTIONS:
        raise Http404
    chosen = SECTIONS[section]
    organization = _locked(request, pk, to="manage" if chosen.managed else "edit")
    form = SectionForm(chosen, organization, request.POST if request.method == "POST" else None)
    wish = request.POST.get("assist", "")
    told = form.assist(wish) if wish else ""
    if request.method == "POST" and not wish and form.is_valid():
        form.save(by=request.user)
        return _saved(request, organization, chosen)
    answer = invalid if request.method == "POST" and not wish else render
    part = "#panel" if request.htmx else ""
    context = {
        "form": form,
        "section": chosen,
        "organization": organization,
        "told": told,
        "in_place": _in_place(request),
    }
    return answer(request, f"groups/group_edit.html{part}", context)


def _in_place(request: HttpRequest) -> bool:
    """Whether the form stands within the organisation's page, and not on its own."""
    return bool(request.htmx) and request.htmx.current_url_abs_path != request.path


def _saved(request: HttpRequest, organization: Organization, section: Section) -> HttpResponse:
    """The section as it is now, or the way back to the page."""
    message = f"「{section.title}」を保存しました。"
    url = reverse("groups:group_detail", args=[request.district.slug, organization.pk])
    if not _in_place(request):
        return done(request, f"{url}#section-{section.name}", message)
    messages.success(request, message)
    fresh = Organization.objects.for_page().get(pk=organization.pk)
    context = {"page": page_of(request, fresh), "section": section}
    return TemplateResponse(request, "groups/section_saved.html", context)


def _locked(request: HttpRequest, pk: int, *, to: str) -> Organization:
    """The organisation; while something is sent, nobody else can save it in between."""
    rows = Organization.objects.locked() if request.method == "POST" else None
    return get_organization_for(request.access, pk, to=to, within=rows)


@district_editor
def group_new(request: HttpRequest) -> HttpResponse:
    """A short form; what looks like a record that is there already is shown before saving."""
    form = RegisterForm(request.POST or None, access=request.access)
    if request.method == "POST" and form.is_valid():
        if form.is_confirmed or not form.duplicates:
            organization = actions.create_organization(by=request.user, **form.values)
            url = reverse("groups:group_detail", args=[request.district.slug, organization.pk])
            return done(
                request,
                url,
                "登録しました。続けて、分かるところから書き足してください。まだ連絡先は公開されていません。",
            )
        return render(request, "groups/group_new.html", {"form": form, "duplicates": form.duplicates})
    answer = invalid if request.method == "POST" else render
    return answer(request, "groups/group_new.html", {"form": form})


@require_POST
@transaction.atomic
def group_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """「内容を確認しました」: today becomes the 最終確認日."""
    organization = _locked(request, pk, to="edit")
    actions.verify_organization(organization, by=request.user)
    return done(
        request,
        reverse("groups:group_detail", args=[request.district.slug, pk]),
        "最終確認日を今日にしました。ご確認ありがとうございます。",
    )


@transaction.atomic
def group_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Active, paused or dissolved, and whether residents see it."""
    organization = _locked(request, pk, to="manage")
    form = StatusForm(request.POST or None, instance=organization)
    if request.method == "POST" and form.is_valid():
        fresh = get_organization_for(request.access, pk, to="manage")
        actions.set_status(fresh, by=request.user, **form.cleaned_data)
        return done(
            request, reverse("groups:group_detail", args=[request.district.slug, pk]), "状態を保存しました。"
        )
    answer = invalid if request.method == "POST" else render
    return answer(request, "groups/group_status.html", {"form": form, "organization": organization})


@transaction.atomic
def group_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Note consent to publish the contact (公開同意), or take it back."""
    organization = _locked(request, pk, to="edit")
    url = reverse("groups:group_detail", args=[request.district.slug, pk])
    if "withdraw" in request.POST:
        actions.withdraw_consent(organization, by=request.user)
        return done(request, url, "同意を取り消しました。連絡先は、住民には見えなくなりました。")
    form = ConsentForm(request.POST or None, organization=organization, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.give_consent(organization, by=request.user, **form.cleaned_data)
        return done(request, url, "同意を記録しました。連絡先を住民に公開しています。")
    answer = invalid if request.method == "POST" else render
    return answer(request, "groups/group_consent.html", {"form": form, "organization": organization})


@transaction.atomic
def group_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a record that was made by mistake, after asking."""
    organization = _locked(request, pk, to="manage")
    reason = actions.why_not_deletable(organization)
    if request.method == "POST" and not reason:
        actions.delete_organization(organization, by=request.user)
        return done(
            request,
            reverse("groups:group_list", args=[request.district.slug]),
            f"「{organization.name}」を削除しました。",
        )
    answer = invalid if request.method == "POST" else render
    return answer(
        request,
        "groups/group_delete.html",
        {"organization": organization, "reason": reason, "names": [organization.name]},
    )
