"""「困ったら」: from a situation in one's own words to a desk, in three clicks and without an account."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.actions import beginnings
from groups.actions import desks as actions
from groups.forms.desks import SituationForm
from groups.models import Desk, Situation
from portal.forms import refusals_in
from portal.pages import confirm_page, done, invalid, question_form, render
from portal.permissions import city_staff, public


@public
@require_safe
def situation_list(request: HttpRequest) -> HttpResponse:
    """What can be the trouble, and whom to call at once when it is urgent."""
    context = {
        "situations": Situation.objects.top().prefetch_related("children"),
        "urgent": Desk.objects.in_district(request.district).active().filter(is_urgent=True),
        "may_edit": request.access.is_city_staff,
    }
    return render(request, "groups/situation_list.html", context)


@public
@require_safe
def situation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Finer situations, each with the desks to call."""
    desks = Prefetch("desks", Desk.objects.in_district(request.district).active(), to_attr="shown_desks")
    situation = get_object_or_404(
        Situation.objects.select_related("parent").prefetch_related(
            desks, Prefetch("children", Situation.objects.prefetch_related(desks))
        ),
        pk=pk,
    )
    context = {"situation": situation, "may_edit": request.access.is_city_staff}
    return render(request, "groups/situation_detail.html", context)


@city_staff
def situation_add(request: HttpRequest) -> HttpResponse:
    return _edited(
        request, SituationForm(request.POST or None, initial={"parent": request.GET.get("parent")})
    )


@city_staff
def situation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edited(request, SituationForm(request.POST or None, instance=get_object_or_404(Situation, pk=pk)))


def _edited(request: HttpRequest, form: SituationForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            situation = actions.save_situation(
                form.instance, desks=form.cleaned_data["desks"], by=request.user
            )
            shown = situation.parent_id or situation.pk
            return done(request, "desks:situation_detail", "保存しました。", request.district.slug, shown)
    answer = invalid if request.method == "POST" else render
    return answer(request, "groups/situation_form.html", {"form": form, "situation": form.instance})


@city_staff
def situation_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a situation with the finer ones below, after asking."""
    situation = get_object_or_404(Situation, pk=pk)
    if request.method == "POST":
        actions.delete_situation(situation, by=request.user)
        return done(
            request, "desks:situation_list", f"「{situation}」を削除しました。", request.district.slug
        )
    context = {"situation": situation, "children": situation.children.all()}
    return render(request, "groups/situation_delete.html", context)


@city_staff
def situation_begin(request: HttpRequest) -> HttpResponse:
    """Begin an empty 「困ったら」 with the troubles that every city knows and the numbers of all Japan, after asking."""
    form = question_form(request)
    if request.method == "POST":
        with refusals_in(form):
            beginnings.begin_situations(by=request.user)
            return done(
                request,
                "desks:situation_list",
                "よくある困りごとをのせました。それぞれに、市の相談窓口をつないでください。",
                request.district.slug,
            )
    numbers = "、".join(f"{name}（{phone}）" for name, _, _, phone, _, _ in beginnings.NATIONAL_DESKS)
    return confirm_page(
        request,
        title="よくある困りごとから始める",
        text=f"次の困りごとと、全国で同じ番号の窓口（{numbers}）をのせます。あとから、言葉を直したり、消したり、市の窓口をつないだりできます。",
        items=[f"{text}：{'、'.join(finer)}" for text, finer in beginnings.TROUBLES.items()],
        submit="この内容でのせる",
        cancel_url=reverse("desks:situation_list", args=[request.district.slug]),
        form=form,
    )
