"""Tasks of the worker: an id in, the record or nothing, then an action."""

from procrastinate.contrib.django import app

from portal import jobs


@app.task(queue="jobs", pass_context=False)
def run_job(job_id: int) -> None:
    """Do the work of a job."""
    jobs.run(job_id)
