"""The demo's stories, told from today backwards: in their order on any day, also where they meet those of the last 年度."""

import json
from datetime import date, timedelta

from groups.demo.challenges import CHALLENGES, VOICES, day_of
from groups.demo.exchange import rows_of
from groups.demo.meetings import TABLES, Sample, Table, saturday_before, term
from portal.japanese.calendar import holiday_name, is_closed_season

# A 年度 with a 29 February, and the days on both sides of it.
DAYS = [date(2027, 3, 1) + timedelta(days=number) for number in range(430)]
MEETINGS = [
    Sample.of(values) for table in json.loads(TABLES.read_text()) for values in Table(**table).meetings
]


def held_on(sample: Sample, today: date) -> date:
    return saturday_before(today - timedelta(days=sample.days))


def test_a_challenge_moves_on_from_the_day_it_was_taken_up() -> None:
    for sample in CHALLENGES:
        moved_by = [
            meeting
            for meeting in MEETINGS
            for talk in meeting.talks
            if (talk.moves and talk.challenge) == sample.title
        ]
        for today in DAYS:
            taken_up = day_of(sample.taken_up, today)
            steps = [day_of(when, today) for when, stage, *_ in sample.steps if stage != "voice"]
            days = [taken_up, *steps, *([day_of(sample.closed[0], today)] if sample.closed else [])]
            assert days == sorted(days), (sample.title, today)
            assert days[-1] < today
            assert all(taken_up < held_on(meeting, today) for meeting in moved_by), (sample.title, today)


def test_a_challenge_is_closed_after_its_last_voice() -> None:
    closed = {sample.title: sample.closed[0] for sample in CHALLENGES if sample.closed}
    told = [(row["when"], closed[row["challenge"]]) for row in rows_of(VOICES) if row["challenge"] in closed]
    assert len(told) == 2
    for today in DAYS:
        assert all(day_of(voice, today) < day_of(end, today) for voice, end in told), today


def test_meetings_are_on_free_saturdays_within_the_members_term() -> None:
    for today in DAYS:
        first, last = term(today)
        days = [held_on(sample, today) for sample in MEETINGS]
        assert first <= min(days)
        assert max(days) <= last
        for sample, day in zip(MEETINGS, days, strict=True):
            assert (day > today) == (sample.days < 0)
            assert (day.weekday(), holiday_name(day), is_closed_season(day)) == (5, "", False)


def test_homework_is_due_after_its_meeting() -> None:
    for sample in MEETINGS:
        for task in (task for talk in sample.talks for task in talk.tasks):
            done = task.due - (0 if task.state == "open" else 3)
            for today in DAYS:
                assert held_on(sample, today) < today + timedelta(days=done), (sample.topic, today)
