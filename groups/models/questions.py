"""What an organisation is asked once a year (年1回の確認): the parts of its record as texts, and what it corrected."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from groups.models.activities import Activity, Resource
from groups.models.organizations import Organization

AGREED, NOT_AGREED = "同意している", "同意していない"


class Kind(StrEnum):
    """How an answer gets into the record."""

    VALUE = "value"  # it becomes the value of the field
    LINES = "lines"  # できること, してほしいこと: one entry a line
    BY_HAND = "by_hand"  # somebody reads it and enters it on the organisation's page
    CONSENT = "consent"  # given or withdrawn


@dataclass(frozen=True)
class Question:
    """A part of the record that is shown with its value and may be corrected."""

    name: str
    label: str
    kind: Kind = Kind.VALUE
    help: str = ""


# {heading: questions}, in the order of the sheet on paper and of the page.
QUESTIONS = {
    "団体・施設のこと": (
        Question("kana", "名称のふりがな"),
        Question("purpose", "目的"),
        Question(
            "activities",
            "ふだんの活動",
            Kind.BY_HAND,
            "曜日・時間・場所・費用など、変わったところを書いてください。",
        ),
    ),
    "できること・してほしいこと": (
        Question(
            "offers",
            "できること",
            Kind.LINES,
            "1行に1つずつ書いてください。やめるものは、行を消してください。",
        ),
        Question(
            "needs",
            "してほしいこと",
            Kind.LINES,
            "1行に1つずつ書いてください。足りたものは、行を消してください。",
        ),
    ),
    "代表者と場所": (
        Question("representative_title", "代表者の役職"),
        Question("representative", "代表者"),
        Question("address", "所在地"),
        Question("building", "建物名など"),
    ),
    "住民からの連絡先": (
        Question("public_contact_name", "窓口の名前"),
        Question("public_phone", "電話"),
        Question("public_fax", "FAX"),
        Question("public_email", "メール"),
        Question("public_contact_hours", "連絡できる時間"),
        Question("website", "ホームページ"),
    ),
}
ALL_QUESTIONS = {question.name: question for questions in QUESTIONS.values() for question in questions}
# What is asked anew each year, beside the questions; where it goes when a coordinator accepts it.
ISSUES = Question("issues", "今の課題（困っていること）")
CONSENT = Question("consent", "連絡先の公開の同意", Kind.CONSENT)
ASKED_ANEW = {question.name: question for question in (ISSUES, CONSENT)}


@dataclass(frozen=True)
class Correction:
    """What an answer changes in the record. `now` is the record's value where it is neither before nor after."""

    question: Question
    before: str
    after: str
    now: str | None = None
    is_accepted: bool = False

    @property
    def name(self) -> str:
        return self.question.name

    @property
    def label(self) -> str:
        return self.question.label

    @property
    def is_by_hand(self) -> bool:
        return self.question.kind == Kind.BY_HAND


def values_of(organization: Organization) -> dict[str, str]:
    """The record as texts, by question: what the sheet shows as last year's values.

    Reads `activities`, `offers` and `needs`, which lists prefetch.
    """
    lists = {
        "activities": map(activity_line, organization.activities.all()),
        "offers": entry_lines(organization.offers.all()),
        "needs": entry_lines(organization.needs.all()),
    }
    texts = {name: "\n".join(lines) for name, lines in lists.items()}
    plain = {name: getattr(organization, name) for name in (*ALL_QUESTIONS, ISSUES.name) if name not in lists}
    consent = AGREED if organization.has_consent else NOT_AGREED
    return plain | texts | {CONSENT.name: consent}


def activity_line(activity: Activity) -> str:
    """「お茶の会　毎月 第2・第4木曜日 13:30〜15:30　けやき台集会所　100円」."""
    when = " ".join(part for part in (activity.schedule, activity.hours, activity.schedule_note) if part)
    parts = (activity.name, when, activity.place, activity.audience, activity.cost)
    return "　".join(part for part in parts if part)


def entry_lines(entries: Iterable[Resource]) -> list[str]:
    """The texts of what is not put to rest; what ran out of time is asked for too."""
    return [entry.text for entry in entries if not entry.is_resting]
