"""Long work of the yearly update round: mailing the links, one organisation after the other."""

from groups.actions import rounds
from groups.models import Round
from portal import jobs


@jobs.work("round-mails")
def mail_sheets(progress: jobs.Progress, *, round_id: int, reminding: bool) -> str:
    """Ask, or remind, those who have a mail address and did not answer. Done again, it goes on where it stopped."""
    running = Round.objects.select_related("district").get(pk=round_id)
    sheets = list(running.sheets.waiting())
    sent = 0
    for number, sheet in enumerate(sheets, start=1):
        sent += rounds.mail_sheet(sheet, reminding=reminding)
        progress.tell(number, len(sheets), f"{sent}団体に送りました。")
    return running.get_absolute_url()
