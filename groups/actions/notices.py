"""Writes on notices (連絡板).

board ─ asks ─→ asked ─ approved ─→ public
  └────────── by who edits the district ──┘
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from groups.actions.recording import change, recorded
from groups.models import Notice, NoticeRefusal
from portal import history, mail, search
from portal.models import District, User

State = Notice.State


@recorded
def post_notice(*, district: District, by: User | None = None, **values: Any) -> Notice:
    """Put a notice on the board: organization (None for the district's council), title, text, shown_until."""
    notice = Notice(district=district, written_by=by, **values)
    _check_day(notice)
    history.save(notice)
    search.index(notice)
    return notice


@recorded
def change_notice(notice: Notice, *, approves: bool, by: User | None = None, **values: Any) -> Notice:
    """Change its words; what residents read is approved again unless the person approves. Raises ValidationError."""
    for name, value in values.items():
        setattr(notice, name, value)
    _check_day(notice)
    if notice.is_public and not approves:
        notice.state = State.ASKED
    history.save(notice)
    search.index(notice)
    return notice


def _check_day(notice: Notice) -> None:
    if notice.shown_until < timezone.localdate():
        raise ValidationError({"shown_until": "のせる期限は、きょうか、きょうより後の日にしてください。"})


@recorded
def publish_notice(notice: Notice, *, approves: bool, by: User | None = None) -> Notice:
    """Tell the residents, or ask for it where the person may not approve. Raises ValidationError."""
    if notice.is_past:
        raise ValidationError("のせる期限が過ぎています。先に「直す」で期限をのばしてください。")
    if not approves:
        if not notice.is_public:
            change(notice, {"state": State.ASKED})
        return notice
    told = {"state": State.PUBLIC, "approved_by": by, "published_on": timezone.localdate()}
    if not notice.is_public:
        change(notice, told)
        search.index(notice)
    return notice


@recorded
def withdraw_notice(notice: Notice, *, by: User | None = None) -> None:
    """Back to the board: residents read it no more, or are not told."""
    change(notice, {"state": State.BOARD})
    search.index(notice)


@recorded
def begin_mailing(notice: Notice, *, people: list[int], by: User | None = None) -> Notice:
    """Note that people (their ids) are told by mail, which is done once. Raises ValidationError."""
    if notice.mailed_at:
        raise ValidationError("このお知らせは、もうメールで知らせました。")
    if notice.is_past:
        raise ValidationError("のせる期限が過ぎています。先に「直す」で期限をのばしてください。")
    if not people:
        raise ValidationError("メールで知らせる人が、まだいません。")
    change(notice, {"mailed_at": timezone.now()})
    return notice


def mail_notice(notice: Notice, user: User) -> None:
    """Send a notice to one person, with the address where such mails are ended."""
    slug = notice.district.slug
    mail.send(
        "notice_mailed",
        to=user.email,
        notice=notice,
        user=user,
        link=mail.absolute(notice.get_absolute_url()),
        stop_link=mail.absolute(reverse("notices:notice_mails", args=[slug])),
    )


def choose_mails(user: User, *, wanted: bool) -> None:
    """Whether a person is told of notices by mail."""
    if wanted:
        NoticeRefusal.objects.filter(user=user).delete()
    else:
        NoticeRefusal.objects.get_or_create(user=user)


@recorded
def delete_notice(notice: Notice, *, by: User | None = None) -> None:
    """Take it off for good; the history keeps it."""
    search.forget(notice)
    notice.delete()
