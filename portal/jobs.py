"""Long work: started by a page, done by the worker, watched on a progress page (/jobs/<id>/).

A piece of work is a function registered by `@work("kind")`. It gets a `Progress` and the job's arguments; what it
raises as `JobError` is shown to the person as it is, anything else as a general apology.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal import history
from portal.models import District, Job, User

logger = logging.getLogger(__name__)

APOLOGY = "思わぬ不具合で、作業を終えられませんでした。内容は何も変わっていません。もう一度お試しください。"


class JobError(Exception):
    """Work that cannot be done, with a message in Japanese that says what to do."""


class Progress:
    """Tells the progress page how far the work is; the same message at most four times a second."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._told_at = 0.0
        self._message = ""

    def tell(self, done: int, total: int, message: str = "") -> None:
        """`done` of `total` pieces are finished."""
        now = time.monotonic()
        if done < total and message == self._message and now - self._told_at < 0.25:
            return
        self._told_at, self._message = now, message
        report_progress(self.job, done=done, total=total, message=message)


def report_progress(job: Job, *, done: int, total: int, message: str) -> None:
    """Write progress, seen from outside at once only when the work itself is not inside a transaction."""
    Job.objects.filter(pk=job.pk).update(done=done, total=total, message=message)


_work: dict[str, Callable[..., str | None]] = {}


def work(kind: str) -> Callable[[Callable[..., str | None]], Callable[..., str | None]]:
    """Register a function as the work of jobs of this kind. It may return the address to go to when done."""

    def register(function: Callable[..., str | None]) -> Callable[..., str | None]:
        _work[kind] = function
        return function

    return register


def start(
    kind: str,
    *,
    title: str,
    by: User | None,
    district: District | None = None,
    result_url: str = "",
    **arguments: Any,
) -> Job:
    """Queue work for the worker, once the current transaction is committed."""
    from portal.tasks import run_job  # noqa: PLC0415 -- tasks import this module

    job = Job.objects.create(
        kind=kind, title=title, started_by=by, district=district, result_url=result_url, arguments=arguments
    )
    if settings.JOBS_INLINE:
        run(job.pk)
        job.refresh_from_db()
    else:
        transaction.on_commit(lambda: run_job.defer(job_id=job.pk))
    return job


def run(job_id: int) -> None:
    """Do the work of a job and note how it ended. A job that is over already is left alone."""
    job = Job.objects.filter(pk=job_id).select_related("started_by").first()
    if job is None or job.is_over:
        return
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    try:
        with history.by_user(job.started_by):
            result_url = _work[job.kind](Progress(job), **job.arguments)
    except JobError as error:
        finish(job, state=Job.State.FAILED, message=str(error))
    except Exception:
        logger.exception("Job %s (%s) failed", job.pk, job.kind)
        finish(job, state=Job.State.FAILED, message=APOLOGY)
    else:
        finish(job, state=Job.State.DONE, result_url=result_url or job.result_url, message="")


def finish(job: Job, *, state: str, **values: str) -> None:
    """Write down how the job ended."""
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=timezone.now(), **values)


def give_up(job_id: int | None) -> None:
    """End a job that brought its worker down again and again."""
    job = Job.objects.filter(pk=job_id).first()
    if job is not None and not job.is_over:
        finish(job, state=Job.State.FAILED, message=APOLOGY)
