"""Long work of the board (連絡板): telling the district's people of a notice by mail."""

from groups.actions import notices
from groups.models import Notice
from portal import jobs
from portal.models import User


@jobs.work("notice-mails")
def mail_notices(progress: jobs.Progress, *, notice_id: int, user_ids: list[int]) -> str:
    """Send a notice to one person after the other; taken up again where it was left. Who refused meanwhile gets none."""
    notice = Notice.objects.select_related("district", "organization").filter(pk=notice_id).first()
    if notice is None:
        raise jobs.JobError("お知らせが連絡板から消されたので、メールを送るのをやめました。")
    wanting = User.objects.filter(is_active=True, notice_refusal=None)
    for number, pk in list(enumerate(user_ids, start=1))[progress.job.done :]:
        if user := wanting.filter(pk=pk).first():
            notices.mail_notice(notice, user)
        progress.tell(number, len(user_ids), f"{len(user_ids)}人のうち{number}人に送りました。")
    return notice.get_absolute_url()
