"""Tasks of the worker: an id in, the record or nothing, then an action. Periodic ones do all that is due."""

from datetime import timedelta

from asgiref.sync import sync_to_async
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status

from portal import history, jobs, personal_data, prints, search
from portal.imports import work as import_work  # noqa: F401 -- registers its work
from portal.models import Job, Print

# A piece of work that brought its worker down this often is given up.
MAX_ATTEMPTS = 3
# The list of finished work is kept this long; what the work made is kept for itself.
KEEP_JOBS_DAYS = 60
# Work is queued as soon as the transaction that asks for it is over; later than that it was lost.
QUEUED_WITHIN = timedelta(minutes=2)


@app.task(queue="jobs", pass_context=False)
def run_job(job_id: int) -> None:
    """Do the work of a job."""
    jobs.run(job_id)


@jobs.work("print")
def draw_print(progress: jobs.Progress, *, print_id: int) -> str:
    """Draw the PDF of a print."""
    record = Print.objects.select_related("district__council", "printed_by").get(pk=print_id)
    prints.draw(record, progress)
    return record.get_absolute_url()


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="take_up_again", pass_context=True)
async def take_up_again(context: JobContext, timestamp: int) -> None:
    """Do again what a worker left behind when it was killed. Periodic work comes round by itself."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.queueing_lock is None and job.attempts < MAX_ATTEMPTS:
            await manager.retry_job(job)
        else:
            await sync_to_async(jobs.give_up)(job.task_kwargs.get("job_id"))
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
    for job_id in await sync_to_async(never_queued)():
        await run_job.defer_async(job_id=job_id)


def never_queued() -> list[int]:
    """Work that waits although the queue knows nothing of it: what asked for it was killed just before it did."""
    waiting = Job.objects.filter(state=Job.State.WAITING, created_at__lt=timezone.now() - QUEUED_WITHIN)
    ids = set(waiting.values_list("pk", flat=True))
    queued = ProcrastinateJob.objects.filter(task_name=run_job.name, status__in=["todo", "doing"])
    return sorted(ids - set(queued.values_list("args__job_id", flat=True))) if ids else []


@app.periodic(cron="*/5 * * * *")
@app.task(queue="upkeep", queueing_lock="renew_search", pass_context=False)
def renew_search(timestamp: int) -> None:
    """Make the search index anew after an update that indexes more of a record."""
    search.renew()


@app.task(queue="upkeep", pass_context=False)
def renew_district(district_id: int) -> None:
    """Make the entries of a district's records anew, after the names of its neighbourhoods changed."""
    search.reindex_district(district_id)


def ask_to_renew(district_id: int) -> None:
    """Queue `renew_district`, after the commit of what changed, unless it waits already: it will see this change, too.

    A lock of the queue would not do, since `take_up_again` gives up what has one.
    """
    waiting = ProcrastinateJob.objects.filter(task_name=renew_district.name, status="todo")
    if not waiting.filter(args__district_id=district_id).exists():
        renew_district.defer(district_id=district_id)


@app.periodic(cron="17 3 * * *")
@app.task(queue="upkeep", queueing_lock="forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Delete the lists of work that was over long ago."""
    limit = timezone.now() - timedelta(days=KEEP_JOBS_DAYS)
    await Job.objects.filter(finished_at__lt=limit).adelete()
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_JOBS_DAYS * 24, include_failed=True)


@app.periodic(cron="15 * * * *")
@app.task(queue="upkeep", queueing_lock="purge_personal_data", pass_context=False)
def purge_personal_data(timestamp: int) -> None:
    """Erase personal data past its time; every hour, since an office's computer may be off every night."""
    with history.by_user(None):
        personal_data.purge()
