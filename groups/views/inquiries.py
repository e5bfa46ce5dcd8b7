"""「あなたの団体への問い合わせ」: an organisation's own account reads and answers introductions without the mail's link."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from groups.actions import introductions as actions
from groups.forms.introductions import InquiryForm
from groups.permissions import get_inquiry_for
from portal.forms import refusals_in
from portal.pages import done, invalid, render


def inquiry_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the organisation is asked, and its answer; nothing of any person of the other side."""
    confirmation = get_inquiry_for(request.access, pk)
    back = reverse("groups:group_detail", args=[request.district.slug, confirmation.organization.pk])
    form = InquiryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.answer_by_account(confirmation, by=request.user, **form.cleaned_data)
            return done(request, back, "お返事を受け取りました。地区の担当者に知らせました。")
    context = {
        "form": form,
        "confirmation": confirmation,
        "introduction": confirmation.introduction,
        "back": back,
    }
    answer = invalid if request.method == "POST" else render
    return answer(request, "groups/inquiry_answer.html", context)
