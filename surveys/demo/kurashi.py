"""The demo's series くらしと地域のアンケート: two waves in each district, with answers, free texts and their tags."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from groups.actions.recording import change
from groups.models import Challenge, Theme
from portal import bulk
from portal.japanese.calendar import FiscalYear
from portal.models import District, User
from surveys.actions.batches import add_batch
from surveys.actions.library_questions import add_library_questions
from surveys.actions.publishing import settle
from surveys.actions.responses import Filled, record_responses
from surveys.actions.series import save_survey
from surveys.actions.waves import save_wave
from surveys.demo.answers import PAPER, WEB, Sheets, people_of, places_of, split
from surveys.demo.dealing import Person
from surveys.demo.profiles import PROFILES, Profile
from surveys.demo.words import (
    CONCLUSIONS,
    SUMMARIES,
    TAG_CHALLENGES,
    SampleText,
    question_summaries,
    texts_of,
)
from surveys.library import LEAD, PURPOSE, THANKS, Wording
from surveys.models import AccessCode, Batch, Remark, Survey, Tag, Wave
from surveys.models.waves import RAW_ANSWERS_KEPT

NEWSLETTERS = {
    "wakaba": "広報紙「わかば」",
    "shiomidai": "広報紙「しおかぜ」",
    "kuwabara": "広報紙「くわのみ」",
}
TITLE = "くらしと地域のアンケート"
FIRST_PURPOSE = (
    "集計した結果だけを、広報紙とホームページで公表し、地域の取り組みを考えるために使います。\n"
    "一人ひとりの回答は、ほかの目的には使わず、次の回とくらべたあとに消します。"
)
METHODS = {
    "wakaba": "自治会の班長が配り、封筒に入れて回収（ウェブでも回答できます）",
    "shiomidai": "福祉推進員が各戸に配り、集会所の箱で回収（ウェブ・電話でも回答できます）",
    "kuwabara": "区長と福祉推進員が配り、訪ねて回収（ウェブ・電話でも回答できます）",
}


@dataclass(frozen=True)
class Days:
    """When a wave ran. The results of 桑原's second wave are not published yet."""

    opens_on: date
    closes_on: date
    closed_on: date
    published_on: date | None
    # The first wave's answers stay until it has been compared with the second.
    raw_until: date


def days_of(slug: str, number: int, today: date) -> Days:
    """The second wave is just over; the first ran in May and June of the 年度 before it.

    So it lies before the challenges that came of it were taken up, and the two are never of the same 年度.
    """
    second_closed_on = today - timedelta(30 if slug == "kuwabara" else 47)
    raw_until = second_closed_on + RAW_ANSWERS_KEPT
    opens_on, closes_on = second_closed_on - timedelta(33), second_closed_on - timedelta(5)
    if number == 1:
        year = FiscalYear.of(opens_on).previous.year
        return Days(date(year, 5, 10), date(year, 6, 7), date(year, 6, 10), date(year, 7, 1), raw_until)
    published_on = None if slug == "kuwabara" else today - timedelta(41)
    return Days(opens_on, closes_on, second_closed_on, published_on, raw_until)


def load(district: District, people: Mapping[str, User], today: date, random: Random) -> Survey:
    """The series of a district with its two waves."""
    slug = district.slug
    by, chair = people[slug], people["wakaba-chair" if slug == "wakaba" else "admin"]
    survey = save_survey(Survey(district=district, key="kurashi", title=TITLE), by=by)
    tags = make_tags(survey, slug)
    for number in (1, 2):
        days = days_of(slug, number, today)
        wave = make_wave(survey, days, by=by, chair=chair)
        texts = texts_of(slug, number)
        fill_wave(wave, PROFILES[slug], random, [sample.text for sample in texts], by=by)
        end_wave(wave, days, by=by)
        read_remarks(wave, texts, tags, by=by)
    return survey


def make_wave(survey: Survey, days: Days, *, by: User, chair: User) -> Wave:
    """A wave with the library's questionnaire, approved and open."""
    district = survey.district
    wave = save_wave(
        Wave(
            survey=survey,
            fiscal_year=FiscalYear.of(days.opens_on).year,
            lead=LEAD,
            purpose=FIRST_PURPOSE if survey.waves.count() == 0 else PURPOSE,
            thanks=THANKS,
            target=f"{district.name}にお住まいの方（1世帯に1部）",
            method=METHODS[district.slug],
            opens_on=days.opens_on,
            closes_on=days.closes_on,
        ),
        by=by,
    )
    theme = Theme.objects.approved().filter(district=district).order_by("pk").first()
    wording = Wording(NEWSLETTERS[district.slug], theme.title if theme else "", is_this_year=True)
    add_library_questions(wave, wording=wording, by=by)
    wave.refresh_from_db(fields=["edition"])
    change(
        wave,
        {
            "state": Wave.State.OPEN,
            "approved_by": chair,
            "approved_on": days.opens_on - timedelta(days=10),
        },
    )
    return wave


def fill_wave(wave: Wave, profile: Profile, random: Random, texts: Iterable[str], *, by: User) -> None:
    """Sheets handed out by neighbourhood, and what came back."""
    returned = profile.waves[wave.number - 1]
    neighborhoods = list(wave.survey.district.neighborhoods.all())
    households = {place.name: place.households or 0 for place in neighborhoods}
    batches = []
    for place, count in zip(
        neighborhoods, split(returned.distributed, list(households.values())), strict=True
    ):
        values: dict[str, Any] = {"distributed": count, "handed_out_on": wave.opens_on}
        batches.append(add_batch(wave, name=place.name, neighborhood=place, size=count + 5, by=by, **values))
    codes = codes_of(wave, random)
    people = people_of(returned)
    places = places_of(random, people, households, profile.eagerness)
    sheets = Sheets(random, profile, wave.number, people)
    answers = sheets.fill(places, len(neighborhoods))
    sheets.write(texts)
    filled = [
        _filled(
            wave, person, answers[person.number], codes[batches[places[person.number]].pk].pop(), random, by
        )
        for person in people
    ]
    # In the order of the days: the rows tell nothing of who answered.
    random.shuffle(filled)
    record_responses(wave, sorted(filled, key=lambda each: each.answered_on or wave.opens_on))


def codes_of(wave: Wave, random: Random) -> dict[int, list[AccessCode]]:
    """The codes of each batch, shuffled: {batch id: codes}."""
    batches = {batch.pk: batch for batch in Batch.objects.filter(wave=wave)}
    found: dict[int, list[AccessCode]] = {pk: [] for pk in batches}
    for code in wave.codes.order_by("serial"):
        code.batch = batches[code.batch_id]
        found[code.batch_id].append(code)
    for codes in found.values():
        random.shuffle(codes)
    return found


def _filled(wave: Wave, person: Person, answers: Any, code: AccessCode, random: Random, by: User) -> Filled:
    days = (wave.closes_on - wave.opens_on).days
    return Filled(
        answers=answers,
        channel=person.channel,
        # Now and then somebody of the family wrote for an old person.
        is_proxy=person.channel == PAPER and person.age == 8 and random.random() < 0.15,
        code=code,
        answered_on=wave.opens_on + timedelta(days=int(days * random.triangular(0, 1, 0.7))),
        entered_by=None if person.channel == WEB else by,
    )


def end_wave(wave: Wave, days: Days, *, by: User) -> None:
    """Closed, with the coordinator's words on it, and published where it is."""
    district = wave.survey.district.slug
    if days.published_on:
        summaries = question_summaries(district, wave.number)
        questions = list(wave.questions.filter(key__in=summaries))
        for question in questions:
            question.summary = summaries[question.key]
        bulk.update(questions, ["summary"])
    change(
        wave,
        {
            "state": Wave.State.CLOSED,
            "closed_on": days.closed_on,
            "raw_until": days.raw_until,
            "results_published_on": days.published_on,
            "summary": SUMMARIES.get((district, wave.number), ""),
            "conclusion": CONCLUSIONS.get((district, wave.number), ""),
        },
    )
    settle(wave)


# -- Free texts -------------------------------------------------------------------------------------------------------


def make_tags(survey: Survey, slug: str) -> dict[str, Tag]:
    """The tags of a series, those of the texts of both waves; a tag that stands for a challenge is linked to it."""
    names = {name for number in (1, 2) for sample in texts_of(slug, number) for name in sample.tags}
    challenges = list(Challenge.objects.filter(district=survey.district))
    tags = []
    for name in sorted(names):
        title = TAG_CHALLENGES[slug].get(name)
        found = [challenge for challenge in challenges if title and challenge.title.startswith(title)]
        tags.append(Tag(survey=survey, name=name, challenge=found[0] if found else None))
    bulk.insert(tags)
    return {tag.name: tag for tag in tags}


def read_remarks(wave: Wave, texts: Iterable[SampleText], tags: Mapping[str, Tag], *, by: User) -> None:
    """What the coordinator decided on the texts; texts of which the sample says nothing still wait."""
    remarks = {remark.text: remark for remark in wave.remarks.filter(question__key="q15_voice")}
    through = Remark.tags.through
    read, links = [], []
    for sample in texts:
        remark = remarks[sample.kept]
        if sample.state:
            remark.state = sample.state
            remark.excerpt = sample.excerpt
            remark.read_by = by
            read.append(remark)
        links += [through(remark=remark, tag=tags[name]) for name in sample.tags]
    bulk.update(read, ["state", "excerpt", "read_by"])
    bulk.insert(links)
