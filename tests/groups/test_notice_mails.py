"""Notices by mail: to whom, once, after saying to how many; and who wants none."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from groups.actions import notices
from groups.models import Notice, NoticeRefusal, Organization
from groups.reports.notices import mailed_to
from portal.models import District, Job, User
from tests.days import today
from tests.groups.test_notices import BASE, make_notice

ClientOf = Callable[[User | None], Client]


@pytest.fixture
def readers(
    organization: Organization, coordinator: User, chair: User, editor: User, contact: User, city: User
) -> list[User]:
    """All who belong to the board of wakaba: three roles, an organisation's account, and the city staff in charge."""
    return [coordinator, chair, editor, contact, city]


def test_who_is_told(wakaba: District, readers: list[User], stranger: User, coordinator: User) -> None:
    notice = make_notice(wakaba)
    assert set(mailed_to(notice, by=stranger)) == set(readers)
    assert set(mailed_to(notice, by=coordinator)) == set(readers) - {coordinator}
    left, refusing = readers[1:3]
    User.objects.filter(pk=left.pk).update(is_active=False)
    notices.choose_mails(refusing, wanted=False)
    assert set(mailed_to(notice, by=coordinator)) == set(readers) - {coordinator, left, refusing}


def test_the_author_is_told_how_many_and_sends_once(
    wakaba: District,
    readers: list[User],
    organization: Organization,
    contact: User,
    client_of: ClientOf,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    notice = make_notice(wakaba, "足湯を開放します", organization=organization, by=contact)
    client = client_of(contact)
    asked = client.get(f"{BASE}{notice.pk}/mail/").content.decode()
    assert "関係者4人に、メールでも知らせますか" in asked and mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"{BASE}{notice.pk}/mail/")
    job = Job.objects.get()
    assert response["Location"] == f"/jobs/{job.pk}/"
    assert (job.state, job.result_url) == ("done", f"{BASE}{notice.pk}/")
    assert sorted(message.to for message in mail.outbox) == sorted(
        [user.email] for user in readers if user != contact
    )
    assert 'href="/wakaba/desk/"' not in client.get(response["Location"]).content.decode()
    told = mail.outbox[0]
    assert told.subject == "【特別養護老人ホーム若葉の里】足湯を開放します"
    assert f"{BASE}{notice.pk}/" in told.body and f"{BASE}mails/" in told.body
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{BASE}{notice.pk}/mail/").status_code == 422
    assert len(mail.outbox) == 4
    page = client.get(f"{BASE}{notice.pk}/").content.decode()
    assert "メールで知らせました" in page and f"{BASE}{notice.pk}/mail/" not in page


def test_what_is_past_or_concerns_nobody_is_not_mailed(wakaba: District, coordinator: User) -> None:
    notice = make_notice(wakaba)
    with pytest.raises(ValidationError):
        notices.begin_mailing(notice, people=[])
    Notice.objects.update(shown_until=today() - timedelta(days=1))
    with pytest.raises(ValidationError):
        notices.begin_mailing(Notice.objects.get(), people=[coordinator.pk])
    assert Notice.objects.get().mailed_at is None


def test_a_person_ends_and_begins_such_mails(wakaba: District, contact: User, client_of: ClientOf) -> None:
    client = client_of(contact)
    page = client.get(f"{BASE}mails/").content.decode()
    assert 'value="True" required id="id_wanted_0" checked' in page
    assert client.post(f"{BASE}mails/", {}).status_code == 422
    client.post(f"{BASE}mails/", {"wanted": "False"})
    client.post(f"{BASE}mails/", {"wanted": "False"})
    assert NoticeRefusal.objects.get().user == contact
    client.post(f"{BASE}mails/", {"wanted": "True"})
    assert NoticeRefusal.objects.count() == 0


def test_only_its_writers_and_the_districts_editors_tell_by_mail(
    wakaba: District, coordinator: User, editor: User, contact: User, client_of: ClientOf
) -> None:
    notice = make_notice(wakaba, by=coordinator)
    for user, code in ((editor, 403), (contact, 403), (coordinator, 200), (None, 302)):
        assert client_of(user).get(f"{BASE}{notice.pk}/mail/").status_code == code
