"""The demo's surveys: the series くらしと地域のアンケート in three districts, one that runs, one that waits for the chair."""

from datetime import date
from random import Random

from portal.models import District, User
from surveys.demo import evidence, kurashi, short

SEED = 12


def load(*, districts: dict[str, District], people: dict[str, User], today: date, random: Random) -> None:
    """Make the demo's surveys, and put their results as evidence under the challenges they are about.

    They draw from a source of their own, so that what other apps make of theirs stays as it is.
    """
    random = Random(SEED)  # noqa: S311 -- plausible variety, no secret
    for district in districts.values():
        survey = kurashi.load(district, people, today, random)
        evidence.load(survey, by=people[district.slug])
    short.load_open(districts["shiomidai"], people["shiomidai"], people["admin"], today, random)
    short.load_waiting(districts["wakaba"], people["wakaba"], today)
