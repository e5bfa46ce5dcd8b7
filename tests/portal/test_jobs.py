"""Long work: how it ends, and who may watch it."""

import pytest
from django.test import Client

from portal import jobs
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
