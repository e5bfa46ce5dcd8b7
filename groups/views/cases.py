"""Cases (取り組み事例) that districts show each other, and 「うちでもやりたい」."""

from copy import copy

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.actions import cases
from groups.forms.cases import CaseFilter, CaseForm, FollowForm, InterestForm
from groups.models import Case, Interest
from groups.permissions import get_in_district
from groups.views.challenge_pages import form_page
from portal.forms import refusals_in
from portal.listing import Listing
from portal.mail import absolute
from portal.pages import confirm_page, done, question_form, render
from portal.permissions import district_editor, district_internal, public


@public
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases of all districts, for residents and for coordinators who look for ideas."""
    found = Case.objects.visible_to(request.user).select_related("district", "theme")
    listing = Listing(request, found, columns=[], title="取り組み事例", filters=CaseFilter, per_page=12)
    context = {"listing": listing, "may_edit": request.access.can_edit}
    return render(request, "groups/case_list.html", context, parts=("results",))


def get_case(request: HttpRequest, pk: int) -> Case:
    """A case of any district that the reader may see: what one district did is there for the others."""
    visible = Case.objects.visible_to(request.user).select_related("district", "challenge", "theme__district")
    case = visible.filter(pk=pk).first()
    if case is None:
        raise Http404("その事例は見つかりません。")
    return case


@public
@require_safe
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Why, what, how it changed, and what to mind; who edits another district may raise a hand."""
    case = get_case(request, pk)
    is_own = case.district_id == request.district.pk
    access = request.access
    interests = Interest.objects.filter(case=case).select_related("district", "raised_by")
    context = {
        "case": case,
        # The same case can be read in every district; search engines are told its home.
        "canonical_url": absolute(case.get_absolute_url()),
        "may_edit": access.can_edit and is_own,
        # Residents are not told which district thinks about what.
        "interests": [
            interest
            for interest in interests
            if is_own or access.is_city_staff or interest.district == access.district
        ]
        if access.can_read_internal
        else [],
    }
    raised = any(interest.district_id == request.district.pk for interest in context["interests"])
    context["may_raise"] = access.can_edit and not is_own and not raised
    return render(request, "groups/case_detail.html", context)


@district_editor
def case_add(request: HttpRequest) -> HttpResponse:
    """Write down what the district did."""
    form = CaseForm(request.POST or None, instance=Case(district=request.district), district=request.district)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            case = cases.create_case(district=request.district, by=request.user, **form.cleaned_data)
            return done(request, case, "事例を保存しました。")
    return form_page(
        request,
        form,
        title="取り組みを事例にする",
        lead="「なぜ」「何を」「どう変わったか」の3つがあると、ほかの地区が安心してまねできます。",
        cancel_url=reverse("challenges:case_list", args=[request.district.slug]),
    )


@district_editor
@transaction.atomic
def case_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a case of the own district."""
    case = get_in_district(request.access, Case.objects.locked(), pk)
    form = CaseForm(request.POST or None, instance=copy(case), district=request.district)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            cases.update_case(case, by=request.user, **form.cleaned_data)
            return done(request, case, "保存しました。")
    return form_page(request, form, title="事例を直す", cancel_url=case.get_absolute_url())


@district_editor
def case_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a case, after asking."""
    case = get_in_district(request.access, Case.objects.all(), pk)
    form = question_form(request)
    if request.method == "POST":
        with refusals_in(form):
            cases.delete_case(case, by=request.user)
            return done(request, "challenges:case_list", "事例を消しました。", request.district.slug)
    return confirm_page(
        request,
        form=form,
        title="この事例を消しますか",
        text="公開をやめるだけなら、「直す」から「公開する」の印を外してください。",
        items=[str(case)],
        submit="事例を消す",
        danger=True,
        cancel_url=case.get_absolute_url(),
    )


# -- 「うちでもやりたい」 -------------------------------------------------------------------------------------------------


@district_editor
def interest_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Raise a hand for the reader's district."""
    case = get_case(request, pk)
    form = InterestForm(request.POST or None, instance=Interest(case=case, district=request.district))
    back = reverse("challenges:case_detail", args=[request.district.slug, pk])
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            cases.raise_interest(case, district=request.district, by=request.user, **form.cleaned_data)
            return done(
                request,
                back,
                f"{case.district}と、地区担当の市社協職員の机に届きました。連絡をお待ちください。",
            )
    return form_page(
        request,
        form,
        title="うちでもやりたい",
        lead=f"{case.district}の「{case}」",
        submit="手を挙げる",
        cancel_url=back,
    )


@require_safe
@district_internal
def interest_list(request: HttpRequest) -> HttpResponse:
    """Hands raised by this district, and for its cases by others."""
    found = Interest.objects.concerning(request.district).select_related(
        "district", "case__district", "raised_by"
    )
    context = {"interests": found, "may_edit": request.access.can_edit}
    return render(request, "groups/case_interests.html", context)


def get_interest(request: HttpRequest, pk: int) -> Interest:
    found = Interest.objects.concerning(request.district).select_related("district", "case__district")
    return get_object_or_404(found, pk=pk)


@district_editor
@transaction.atomic
def interest_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how far it has come; either district may, and the city staff in charge of one of them."""
    interest = get_interest(request, pk)
    form = FollowForm(request.POST or None, instance=copy(interest))
    back = reverse("challenges:interest_list", args=[request.district.slug])
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            cases.follow_interest(interest, by=request.user, **form.cleaned_data)
            return done(request, back, "保存しました。")
    return form_page(
        request,
        form,
        title="うちでもやりたい：その後",
        lead=f"{interest.district} → {interest.case.district}「{interest.case}」",
        cancel_url=back,
        delete_url=reverse("challenges:interest_delete", args=[request.district.slug, pk])
        if interest.district_id == request.district.pk
        else "",
    )


@district_editor
def interest_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the own hand back, after asking."""
    interest = get_interest(request, pk)
    if interest.district_id != request.district.pk:
        raise PermissionDenied
    back = reverse("challenges:interest_list", args=[request.district.slug])
    if request.method == "POST":
        cases.drop_interest(interest, by=request.user)
        return done(request, back, "取り下げました。")
    return confirm_page(
        request,
        title="「うちでもやりたい」を取り下げますか",
        text="まちがえて手を挙げたときに使います。見送るときは、状態を「見送り」にしてください。",
        items=[str(interest.case)],
        submit="取り下げる",
        danger=True,
        cancel_url=back,
    )
