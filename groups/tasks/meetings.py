"""Reminders of homework, every hour of the day; long work of meetings: mailing the invitation."""

from django.utils import timezone
from procrastinate.contrib.django import app

from groups.actions import homework, meetings
from groups.models import Meeting, Member
from portal import history, jobs

# Reminders reach people in the daytime.
FIRST_HOUR, LAST_HOUR = 8, 18


@app.periodic(cron="25 * * * *")
@app.task(
    queue="upkeep",
    queueing_lock="remind_of_homework",
    pass_context=False,
    # What an earlier release queued under its name of then is still done after an upgrade.
    aliases=["groups.tasks.remind_of_homework"],
)
def remind_of_homework(timestamp: int) -> None:
    """Mail what homework is due; every hour of the day, since an office's computer may be off at any one of them."""
    if FIRST_HOUR <= timezone.localtime().hour < LAST_HOUR:
        with history.by_user(None):
            homework.remind_of_homework(timezone.localdate())


@jobs.work("convocation")
def mail_convocations(progress: jobs.Progress, *, meeting_id: int, member_ids: list[int]) -> str:
    """Send the invitation to a meeting to its members, one after the other; taken up again where it was left."""
    meeting = Meeting.objects.select_related("roundtable__district").get(pk=meeting_id)
    members = list(Member.objects.with_mail().filter(roundtable=meeting.roundtable, pk__in=member_ids))
    for number, member in list(enumerate(members, start=1))[progress.job.done :]:
        meetings.mail_convocation(meeting, member)
        progress.tell(number, len(members), f"{len(members)}人のうち{number}人に送りました。")
    return meeting.get_absolute_url()
