"""Long work: how it ends, who may watch it, and what becomes of it when a worker dies."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from groups.models import Category
from portal import jobs, tasks
from portal.models import District, Job, User


@jobs.work("test-greet")
def greet(progress: jobs.Progress, *, name: str) -> str:
    progress.tell(1, 2, "あいさつしています。")
    if name == "":
        raise jobs.JobError("名前を入力してください。")
    if name == "?":
        raise ValueError(name)
    return f"/greeted/{name}/"


def start(by: User | None = None, **arguments: str) -> Job:
    return jobs.start("test-greet", title="あいさつ", by=by, **arguments)


@pytest.mark.django_db
def test_work_that_is_done_leads_to_its_result() -> None:
    job = start(name="森")
    assert (job.state, job.percent, job.result_url) == ("done", 100, "/greeted/森/")
    assert job.finished_at is not None


@pytest.mark.django_db
def test_work_that_cannot_be_done_says_why() -> None:
    job = start(name="")
    assert (job.state, job.message) == ("failed", "名前を入力してください。")


@pytest.mark.django_db
def test_a_mistake_of_ours_is_an_apology(caplog: pytest.LogCaptureFixture) -> None:
    job = start(name="?")
    assert (job.state, job.message) == ("failed", jobs.APOLOGY)
    assert "test-greet" in caplog.text


@pytest.mark.django_db
def test_work_that_is_over_is_not_done_again() -> None:
    job = start(name="森")
    Job.objects.filter(pk=job.pk).update(result_url="/elsewhere/")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.result_url == "/elsewhere/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "done", "total", "percent"),
    [("waiting", 0, 0, 0), ("running", 1, 3, 33), ("running", 3, 3, 99), ("done", 0, 0, 100)],
)
def test_percent(state: str, done: int, total: int, percent: int) -> None:
    assert Job(state=state, done=done, total=total).percent == percent


# -- The progress page ----------------------------------------------------------------------------------------------


def page(client: Client, job: Job, **headers: str) -> str:
    response = client.get(f"/jobs/{job.pk}/", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def running(coordinator: User, wakaba: District) -> Job:
    return Job.objects.create(
        kind="test-greet",
        title="あいさつ",
        state="running",
        done=1,
        total=4,
        message="お待ちください。",
        started_by=coordinator,
        district=wakaba,
    )


def test_progress_page_asks_for_itself(running: Job, client_of, coordinator: User) -> None:
    html = page(client_of(coordinator), running)
    assert '<progress max="100" value="25"' in html
    assert f'hx-get="/jobs/{running.pk}/"' in html
    assert '<noscript><meta http-equiv="refresh"' in html
    assert "お待ちください。" in html


def test_progress_is_answered_alone_to_htmx(running: Job, client_of, coordinator: User) -> None:
    html = page(client_of(coordinator), running, hx_request="true", hx_target="progress")
    assert html.strip().startswith('<div class="progress" id="progress"')


def test_result_is_linked_when_done(running: Job, client_of, coordinator: User) -> None:
    Job.objects.update(state="done", result_url="/prints/1/")
    html = page(client_of(coordinator), running, hx_request="true", hx_target="progress")
    assert 'href="/prints/1/"' in html
    assert "hx-get" not in html


def test_failure_is_told(running: Job, client_of, coordinator: User) -> None:
    Job.objects.update(state="failed", message="条件を選び直してください。")
    html = page(client_of(coordinator), running)
    assert "条件を選び直してください。" in html
    assert "http-equiv" not in html


def test_work_is_shown_to_who_started_it_only(
    running: Job, client_of, chair: User, stranger: User, admin: User
) -> None:
    for other in (chair, stranger, admin):
        assert client_of(other).get(f"/jobs/{running.pk}/").status_code == 404
    response = client_of(None).get(f"/jobs/{running.pk}/")
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/login/")


# -- The worker -----------------------------------------------------------------------------------------------------


@pytest.fixture
def migrated_rows(django_db_setup: None, django_db_blocker):
    """Brings back what migrations put into tables, since these tests empty all tables at their end."""
    with django_db_blocker.unblock():
        kinds = list(Category.objects.all())
    yield
    with django_db_blocker.unblock():
        Category.objects.bulk_create(kinds, ignore_conflicts=True)


@pytest.fixture
def worker(settings, migrated_rows: None, transactional_db: None):
    """Runs what is queued, as the worker does, in this process."""
    settings.JOBS_INLINE = False
    with connection.cursor() as cursor:  # the queue's tables are none of Django's, so no test empties them
        cursor.execute("DELETE FROM procrastinate_jobs")

    def work() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as with_worker:
            with_worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    return work


def test_queued_work_is_done_by_the_worker(worker, coordinator: User) -> None:
    job = start(by=coordinator, name="森")
    assert job.state == "waiting"
    worker()
    job.refresh_from_db()
    assert (job.state, job.result_url) == ("done", "/greeted/森/")


def test_work_whose_transaction_fails_is_never_queued(worker, coordinator: User) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        start(by=coordinator, name="森")
        raise ZeroDivisionError
    assert ProcrastinateJob.objects.filter(task_name="portal.tasks.run_job").count() == 0


def leave_behind(attempts: int) -> None:
    """As after a kill -9: the queue says that a worker is at it, and there is no such worker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL, attempts = %s", [attempts]
        )


def take_up_again() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as with_worker:

        async def run() -> None:
            async with with_worker.open_async():
                context = type("Context", (), {"app": with_worker})()
                await tasks.take_up_again.func(context, 0)

        async_to_sync(run)()


def test_work_that_a_killed_worker_left_behind_is_done(worker, coordinator: User) -> None:
    job = start(by=coordinator, name="森")
    Job.objects.filter(pk=job.pk).update(state="running")
    leave_behind(attempts=0)
    take_up_again()
    worker()
    job.refresh_from_db()
    assert job.state == "done"


def test_work_that_kills_its_worker_is_given_up(worker, coordinator: User) -> None:
    job = start(by=coordinator, name="森")
    leave_behind(attempts=tasks.MAX_ATTEMPTS)
    take_up_again()
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", jobs.APOLOGY)


def test_work_that_never_came_into_the_queue_is_done(worker, coordinator: User) -> None:
    lost, fresh, queued = (start(by=coordinator, name=name) for name in ("森", "林", "木"))
    long_ago = timezone.now() - timedelta(minutes=5)
    Job.objects.exclude(pk=fresh.pk).update(created_at=long_ago)
    ProcrastinateJob.objects.exclude(args__job_id=queued.pk)._raw_delete("default")
    take_up_again()
    take_up_again()
    assert sorted(job.args["job_id"] for job in ProcrastinateJob.objects.all()) == [lost.pk, queued.pk]
    worker()
    lost.refresh_from_db()
    assert (lost.state, lost.result_url) == ("done", "/greeted/森/")
