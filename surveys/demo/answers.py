"""The filled questionnaires of a wave of the demo, dealt out of a district's profile."""

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

from surveys.actions.responses import Filled
from surveys.demo import profiles
from surveys.demo.dealing import Lean, Person, counts_of, deal, deal_many, draw
from surveys.demo.profiles import BLANK, Profile, Returned, Shares
from surveys.models import REFUSED, Response
from surveys.questionnaire import Answers

WEB, PAPER, PHONE = Response.Channel.WEB, Response.Channel.PAPER, Response.Channel.PHONE
NOT_JOINED = 4  # of q10_join
DONT_KNOW_SHARE, REFUSED_SHARE = 0.01, 0.02  # of q3_cho


def people_of(returned: Returned) -> list[Person]:
    """Who answered a wave, with age and channel."""
    people: list[Person] = []
    for age, (count, web, phone) in enumerate(
        zip(returned.ages, returned.web, returned.phone, strict=True), start=1
    ):
        channels = [WEB] * web + [PHONE] * phone + [PAPER] * (count - web - phone)
        people += [Person(len(people) + place, age, channel) for place, channel in enumerate(channels)]
    unknown = returned.age_refused + returned.age_blank
    return people + [Person(len(people) + place, 0, PAPER) for place in range(unknown)]


def places_of(
    random: Random, people: Sequence[Person], households: Mapping[str, int], eagerness: Mapping[str, float]
) -> dict[int, int]:
    """The neighbourhood in which each person's sheet was handed out: {number: place among the neighbourhoods}."""
    weights = [count * eagerness.get(name, 1.0) for name, count in households.items()]
    return deal(random, people, dict(enumerate(split(len(people), weights))))


def split(total: int, weights: Sequence[float]) -> list[int]:
    """A number in parts by weight, whole and adding up to it (largest remainders)."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(share) for share in exact]
    largest = sorted(range(len(parts)), key=lambda place: parts[place] - exact[place])
    for place in largest[: total - sum(parts)]:
        parts[place] += 1
    return parts


class Sheets:
    """The answers of a wave's people, question by question."""

    def __init__(self, random: Random, profile: Profile, number: int, people: list[Person]) -> None:
        self.random = random
        self.profile = profile
        self.wave = number - 1  # place in the pairs of a profile
        self.people = people
        self.answers: list[Answers] = [{} for _ in people]

    def fill(self, places: Mapping[int, int], neighborhoods: int) -> list[Answers]:
        """All answers of all people."""
        self._ages()
        self._neighborhoods(places, neighborhoods)
        profile = self.profile
        self._one("q2_sex", profiles.SEX)
        self._one("q4_home", profile.home)
        self._one("q5_years", profile.years)
        fixed = {key: pair[self.wave] for key, pair in profile.neighbor_fixed.items()}
        self._one("q6_neighbor", profile.neighbor, fixed=fixed)
        self._many("q7_trouble", profile.trouble, limit=3, alone=13)
        self._others("q7_trouble", 14, profiles.OTHER_TROUBLES)
        self._table("q8_help_need", profile.need, profiles.NEED_LEANS, self._without_table())
        self._table("q9_help_can", profile.can, profiles.CAN_LEANS, self._some_paper(0.07))
        joined = self._one("q10_join", profile.join)
        absent = [person for person in self.people if joined.get(person.number) == NOT_JOINED]
        self._many("q10b", profiles.REASONS, people=absent)
        self._others("q10b", 7, profiles.OTHER_REASONS)
        know = [(full[self.wave], name[self.wave]) for full, name in profile.know]
        self._table("q11_know", know, [profiles.KNOW_LEAN] * len(know), self._some_paper(0.05))
        self._many("q12_media", profile.media, alone=9)
        self._one("q13_readability", profile.readability)
        if self.wave:
            self._one("q16_change", {code: (share, share) for code, share in profile.change.items()})
            self._one("q17_feel", {code: (share, share) for code, share in profile.feel.items()})
        self._many("q14_theme", profile.theme, limit=2)
        self._others("q14_theme", 9, profiles.OTHER_THEMES)
        return self.answers

    def write(self, texts: Iterable[str]) -> None:
        """Free texts (q15_voice), each by somebody."""
        texts = list(texts)
        for person, text in zip(draw(self.random, self.people, len(texts)), texts, strict=True):
            self.answers[person.number]["q15_voice"] = {"text": text}

    # -- Single questions -----------------------------------------------------------------------------------------

    def _ages(self) -> None:
        for person in self.people:
            if person.age:
                self._put(person.number, "q1_age", person.age)
        unknown = [person for person in self.people if not person.age]
        for person in unknown[: self.profile.waves[self.wave].age_refused]:
            self._put(person.number, "q1_age", REFUSED)

    def _neighborhoods(self, places: Mapping[int, int], neighborhoods: int) -> None:
        silent = draw(self.random, self.people, int(len(self.people) * (DONT_KNOW_SHARE + REFUSED_SHARE)))
        refusing = {person.number for person in silent[: int(len(self.people) * REFUSED_SHARE)]}
        silent_numbers = {person.number for person in silent}
        for person in self.people:
            code = places[person.number] + 1
            if person.number in silent_numbers:
                code = REFUSED if person.number in refusing else neighborhoods + 1
            self._put(person.number, "q3_cho", code)

    def _one(
        self, key: str, shares: Shares, *, fixed: Mapping[tuple[int, int], int] | None = None
    ) -> dict[int, int]:
        """A question with one choice. The choice of which the profile tells no share (0, 0) takes what is left."""
        rest = next(code for code, pair in shares.items() if pair == (0, 0))
        counts = counts_of(len(self.people), self._now(shares), rest)
        given = deal(self.random, self.people, counts, leans=profiles.LEANS.get(key), fixed=fixed)
        for number, code in given.items():
            if code != BLANK:
                self._put(number, key, code)
        return given

    def _many(
        self,
        key: str,
        shares: Shares,
        *,
        people: list[Person] | None = None,
        limit: int | None = None,
        alone: int | None = None,
    ) -> None:
        """A question with several choices. 無回答, 「答えたくない」 and 「とくにない」 (`alone`) stand by themselves."""
        people = self.people if people is None else people
        counts = counts_of(len(people), self._now(shares), rest=-1)
        counts.pop(-1)
        left = people
        for code in (BLANK, REFUSED, alone):
            if code in counts:
                chosen = {person.number for person in draw(self.random, left, counts.pop(code))}
                left = [person for person in left if person.number not in chosen]
                for number in chosen if code != BLANK else ():
                    self._put(number, key, code)
        given = deal_many(self.random, left, counts, limit=limit, leans=profiles.LEANS.get(key))
        for number, codes in given.items():
            self.answers[number][key] = {"codes": codes}

    def _table(
        self, key: str, rows: Sequence[tuple[float, float]], leans: Sequence[Lean], blank: set[int]
    ) -> None:
        """A table: of everybody so many percent chose the first column and the second, the others the third."""
        people = [person for person in self.people if person.number not in blank]
        for person in people:
            self.answers[person.number][key] = {"items": {}}
        for item, ((first, second), lean) in enumerate(zip(rows, leans, strict=True), start=1):
            counts = counts_of(len(self.people), {1: first, 2: second}, rest=3)
            counts[3] -= len(blank)
            for number, code in deal(self.random, people, counts, leans={1: lean, 2: lean}).items():
                self.answers[number][key]["items"][str(item)] = code

    def _without_table(self) -> set[int]:
        paper = [person for person in self.people if person.channel == PAPER]
        count = self.profile.waves[self.wave].blank_tables
        return {person.number for person in draw(self.random, paper, count, 0.3)}

    def _some_paper(self, share: float) -> set[int]:
        paper = [person for person in self.people if person.channel == PAPER]
        return {person.number for person in draw(self.random, paper, int(len(paper) * share), 0.2)}

    def _others(self, key: str, code: int, texts: Sequence[str]) -> None:
        """What was written beside 「その他」."""
        choosers = [sheet[key] for sheet in self.answers if code in sheet.get(key, {}).get("codes", [])]
        for answer, text in zip(choosers, texts, strict=False):
            answer["texts"] = {str(code): text}

    def _now(self, shares: Shares) -> dict[int, float]:
        return {code: pair[self.wave] for code, pair in shares.items()}

    def _put(self, number: int, key: str, code: int) -> None:
        self.answers[number][key] = {"codes": [code]}


def in_order(filled: Iterable[Filled]) -> list[Filled]:
    """As they came in: a response tells nothing by standing among its neighbours."""
    return sorted(filled, key=lambda each: _day(each))


def _day(filled: Filled) -> Any:
    return filled.answered_on
