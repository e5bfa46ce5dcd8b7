"""How long tabulation takes: all 20 questions of a wave, and one of them by an attribute, of 25,000 to 100,000 responses."""

import time
from collections.abc import Callable
from datetime import date

from django.db import connection

from benchmarks.bench_search import processor_time
from portal.models import Council, District
from surveys.models import Answer, Choice, Item, Kind, Question, Section, Survey, Wave
from surveys.reports.axes import Within
from surveys.reports.results import axes_of, cross_table, cross_tables_by, wave_results

FULL_GOAL, CROSS_GOAL = 2.0, 0.7  # seconds
ROUNDS = 3

# Key, type, choices, items, attribute: the questions of DOMAIN section 12 and some more, 20 in all.
QUESTIONS = [
    ("age", "S", 8, 0, "age"),
    ("sex", "S", 3, 0, "sex"),
    ("cho", "S", 9, 0, "neighborhood"),
    ("home", "S", 5, 0, "household"),
    ("years", "S", 5, 0, "years"),
    ("neighbor", "S", 4, 0, ""),
    ("trouble", "M", 14, 0, ""),
    ("need", "MX", 3, 7, ""),
    ("can", "MX", 3, 7, ""),
    ("join_", "S", 4, 0, ""),
    ("why", "M", 7, 0, ""),
    ("know", "MX", 3, 6, ""),
    ("media", "M", 9, 0, ""),
    ("read", "SC", 6, 0, ""),
    ("theme", "M", 9, 0, ""),
    ("change", "S", 3, 0, ""),
    ("feel", "SC", 5, 0, ""),
    ("people", "N", 0, 0, ""),
    ("voice", "T", 0, 0, ""),
    ("again", "S", 2, 0, ""),
]


def run(*, records: int) -> None:
    """Tabulate waves of a quarter, a half and all of the records; print seconds of clock and processor."""
    council, _ = Council.objects.get_or_create(pk=1, defaults={"name": "みどり野市社会福祉協議会"})
    district = District.objects.create(council=council, slug="surveys", name="調査地区", order=10)
    survey = Survey.objects.create(district=district, key="bench", title="くらしのアンケート")
    wave = make_wave(survey)
    with connection.cursor() as cursor:  # so that all of the processor time is told
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    print(f"\n{len(QUESTIONS)} questions, in seconds (best of {ROUNDS}):\n")
    print(f"{'responses':>10} {'answers':>10} {'clock':>7} {'processor':>9}")
    worst = {}
    for part in (1, 2, 4):
        people, rows = fill(wave, records * part // 4)
        for name, what in (
            ("all questions", lambda: wave_results(wave)),
            ("all questions of one sex", lambda: wave_results(wave, within=Within("sex", 2))),
            ("trouble by age", lambda: cross_table(wave, "trouble", "age")),
            ("need (table) by neighbourhood", lambda: cross_table(wave, "need", "cho")),
            (
                "trouble by age, on paper",
                lambda: cross_table(wave, "trouble", "age", within=Within("channel", 2)),
            ),
            ("all questions by age", lambda: cross_tables_by(wave, axes_of(wave)[0])),
        ):
            clock, used = best(what)
            worst[name] = used
            print(f"{people:>10,} {rows:>10,} {clock:7.2f} {used:9.2f}  {name}", flush=True)
        print()
    for name, goal in (("all questions", FULL_GOAL), ("trouble by age", CROSS_GOAL)):
        verdict = "within" if worst[name] <= goal else "over"
        print(f"{name}: {worst[name]:.2f} s of processor, {verdict} the goal of {goal} s.")


def best(what: Callable[[], object]) -> tuple[float, float]:
    """(clock, processor of Python and database) of the quickest of some rounds, in seconds."""
    times = []
    for _round in range(ROUNDS):
        clock, python, database = time.perf_counter(), time.process_time(), processor_time()
        what()
        database = (processor_time() - database) / 1000
        times.append((time.perf_counter() - clock, time.process_time() - python + database))
    return min(times, key=lambda pair: pair[1])


def make_wave(survey: Survey) -> Wave:
    """A closed wave with its questions."""
    wave = Wave.objects.create(
        survey=survey,
        number=1,
        fiscal_year=2025,
        lead="-",
        purpose="-",
        opens_on=date(2025, 11, 1),
        closes_on=date(2025, 11, 29),
        closed_on=date(2025, 11, 30),
        state=Wave.State.CLOSED,
    )
    section = Section.objects.create(wave=wave, title="質問", order=1)
    for order, (key, kind, choices, items, attribute) in enumerate(QUESTIONS, start=1):
        question = Question.objects.create(
            wave=wave, section=section, key=key, kind=kind, text=key, attribute=attribute, order=order
        )
        for made, count in ((Choice, choices), (Item, items)):
            made.objects.bulk_create(
                made(question=question, code=code, text=f"{key} {code}", order=code)
                for code in range(1, count + 1)
            )
    return wave


def fill(wave: Wave, people: int) -> tuple[int, int]:
    """Add responses, made in the database, until the wave has so many; (responses, answers) that it has then."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # what is made here needs no checking
        cursor.execute("SELECT setseed(0.2026)")
        cursor.execute(
            "INSERT INTO surveys_response (wave_id, channel, is_proxy, is_test, answered_on)"
            " SELECT %s, CASE WHEN random() < 0.3 THEN 'web' WHEN random() < 0.02 THEN 'phone' ELSE 'paper' END,"
            " false, random() < 0.001, '2025-11-10' FROM generate_series(1, %s) RETURNING id",
            [wave.pk, people - wave.responses.count()],
        )
        first = min(row[0] for row in cursor.fetchall())
        for question in wave.questions.prefetch_related("choices", "items"):
            _answer(cursor, question, first)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE surveys_answer")
        cursor.execute("VACUUM ANALYZE surveys_response")
    return people, Answer.objects.count()


def _answer(cursor, question: Question, first: int) -> None:  # type: ignore[no-untyped-def]
    """Answers of nine in ten; the first choices are chosen more often than the last."""
    choices = [choice.pk for choice in question.choices.all()]
    items = [item.pk for item in question.items.all()]
    columns = "(response_id, question_id, item_id, choice_id, number, text, is_refused, is_invalid)"
    pick = "(%s::bigint[])[1 + floor(power(random(), 1.5) * %s)::int]"
    people = "FROM surveys_response r WHERE r.id >= %s AND random() < 0.9"
    # Names alone are put together here; values are parameters.
    insert = f"INSERT INTO surveys_answer {columns}"
    if question.kind == Kind.MX:
        cursor.execute(
            f"{insert} SELECT r.id, %s, i.id, {pick}, NULL, '', false, false"  # noqa: S608
            " FROM surveys_response r, unnest(%s::bigint[]) i(id) WHERE r.id >= %s AND random() < 0.9",
            [question.pk, choices, len(choices), items, first],
        )
    elif question.kind == Kind.M:
        cursor.execute(
            f"{insert} SELECT r.id, %s, NULL, c.id, NULL, '', false, false"  # noqa: S608
            " FROM surveys_response r, unnest(%s::bigint[]) WITH ORDINALITY c(id, place)"
            " WHERE r.id >= %s AND random() < 0.5 / c.place",
            [question.pk, choices, first],
        )
    elif question.kind == Kind.N:
        cursor.execute(
            f"{insert} SELECT r.id, %s, NULL, NULL, floor(random() * 6), '', false, false {people}",
            [question.pk, first],
        )
    elif question.kind == Kind.T:
        cursor.execute(
            f"{insert} SELECT r.id, %s, NULL, NULL, NULL, 'ひとこと', false, false {people} AND random() < 0.2",
            [question.pk, first],
        )
    else:
        cursor.execute(
            f"{insert} SELECT r.id, %s, NULL, {pick}, NULL, '', false, false {people}",
            [question.pk, choices, len(choices), first],
        )
