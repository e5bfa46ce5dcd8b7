"""The worker: what is queued is done, once, also when a worker dies."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from portal import jobs, tasks
from portal.models import Job, User
from tests.portal.test_jobs import start


@pytest.fixture
def db(committed: None) -> None:
    """Stands in the place of pytest-django's, whose name tells it that a database is needed."""


@pytest.fixture
def worker(settings, db: None):
    """Runs what is queued, as the worker does, in this process."""
    settings.JOBS_INLINE = False

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
