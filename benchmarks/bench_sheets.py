"""How long the worker draws numbered questionnaires and slips, and how large the files are."""

import time
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import timezone

from portal.models import Council, District
from portal.permissions import Access
from portal.prints import Edition, ReportOptions, drawing, report_named
from surveys.actions.batches import add_batch
from surveys.actions.library_questions import add_library_questions
from surveys.library import LEAD, PURPOSE
from surveys.models import Batch, Survey, Wave

COUNTS = (1, 10, 100, 500)
GOAL = 20.0  # seconds of the processor for 100 sheets


def run(*, records: int) -> None:
    """Draw so many sheets of the library's questionnaire, normal and large, and so many slips; print what each took."""
    wave = library_wave()
    start = time.perf_counter()
    batches = {form: add_batch(wave, name=form, form=form, size=4_000) for form in ("sheet", "slip")}
    print(f"\nTwo batches with 4,000 codes each: {time.perf_counter() - start:.1f} s\n")
    print(f"{'':24} {'clock':>7} {'python':>7} {'kB':>7}")
    for size in ("normal", "large"):
        for count in COUNTS:
            draw("survey-sheets", batches["sheet"], f"{count} sheets, {size}", count=count, size=size)
    for count in COUNTS:
        draw("survey-slips", batches["slip"], f"{count} slips", count=count)
    print(f"\nThe goal is {GOAL:.0f} s of the processor for 100 sheets.")


def library_wave() -> Wave:
    """A second wave with all questions of the library."""
    council, _ = Council.objects.get_or_create(pk=1, defaults={"name": "みどり野市社会福祉協議会"})
    district = District.objects.create(council=council, slug="sheets", name="若葉地区", order=20)
    survey = Survey.objects.create(district=district, key="sheets", title="くらしと地域のアンケート")
    today = timezone.localdate()
    wave = Wave.objects.create(
        survey=survey,
        number=2,
        fiscal_year=today.year,
        lead=LEAD,
        purpose=PURPOSE,
        opens_on=today,
        closes_on=today + timedelta(days=14),
    )
    add_library_questions(wave)
    wave.refresh_from_db()
    return wave


def draw(name: str, batch: Batch, label: str, *, count: int, size: str = "normal") -> None:
    """Make one file as the worker does, and print what it took."""
    report = report_named(name)
    assert report and report.write  # noqa: S101 -- both have it
    wave = batch.wave
    options = {
        "wave": wave,
        "batch": batch,
        "first": batch.first_serial,
        "count": count,
        "size": size,
        "furigana": False,
        "duplex": False,
        "return_to": "",
    }
    form = ReportOptions(access=Access(AnonymousUser(), wave.district))
    form.cleaned_data = options
    clock, python = time.perf_counter(), time.process_time()
    document = report.compute(form.access, options)
    edition = Edition(made_at=timezone.now(), made_by="", number="0001")
    html = render_to_string(report.template, drawing(document, edition, form, wave.district))
    pdf = report.write(html, document, options)
    clock, python = time.perf_counter() - clock, time.process_time() - python
    print(f"{label:24} {clock:7.1f} {python:7.1f} {len(pdf) // 1024:7,}")
