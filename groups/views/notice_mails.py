"""Notices by mail: telling the district's people once, and who wants no such mails."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from groups.actions import notices as actions
from groups.forms.notices import MailsForm
from groups.models import Notice, NoticeRefusal
from groups.permissions import get_notice_for, reads_board
from groups.reports.notices import mailed_to
from groups.views.notice_pages import form_page
from portal import jobs, mail
from portal.forms import refusals_in
from portal.pages import confirm_page, done, question_form


@transaction.atomic
def notice_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the district's people by mail, after saying how many they are. The worker sends, one mail a person."""
    notice = get_notice_for(request.access, pk, to="edit", within=Notice.objects.locked())
    people = list(mailed_to(notice, by=request.user).values_list("pk", flat=True))
    form = question_form(request)
    if request.method == "POST":
        with refusals_in(form):
            actions.begin_mailing(notice, people=people, by=request.user)
            job = jobs.start(
                "notice-mails",
                title=f"お知らせのメール「{notice}」",
                by=request.user,
                district=request.district,
                result_url=notice.get_absolute_url(),
                notice_id=notice.pk,
                user_ids=people,
            )
            return redirect("job", job.pk)
    return confirm_page(
        request,
        form=form,
        title=f"関係者{len(people)}人に、メールでも知らせますか",
        text="この地区の役割をもつ人、地区担当の市社協職員、地区の団体・施設の担当者（アカウントのある人）に、"
        "題名と内容を送ります。受け取らないことにした人と、あなたには送りません。送れるのは1回だけで、取り消せません。",
        warning=""
        if mail.reaches_people()
        else "メールを送る設定がまだありません。システム管理者に相談してください。",
        items=[str(notice)],
        submit=f"{len(people)}人に送る",
        cancel_url=notice.get_absolute_url(),
    )


def notice_mails(request: HttpRequest) -> HttpResponse:
    """Whether the person is told of notices by mail; for who belongs to the board."""
    if not reads_board(request.access):
        raise Http404
    wanted = not NoticeRefusal.objects.filter(user=request.user).exists()
    form = MailsForm(request.POST or None, initial={"wanted": wanted})
    back = reverse("notices:notice_list", args=[request.district.slug])
    if request.method == "POST" and form.is_valid():
        actions.choose_mails(request.user, **form.cleaned_data)
        told = "受け取ります" if form.cleaned_data["wanted"] else "受け取りません"
        return done(request, back, f"お知らせのメールを{told}。いつでも変えられます。")
    return form_page(
        request,
        form,
        title="お知らせのメール",
        lead="連絡板のお知らせのうち、書いた人が「メールでも知らせる」を選んだものが届きます。連絡板では、いつでもすべて読めます。",
        cancel_url=back,
    )
