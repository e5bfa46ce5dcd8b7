"""アンケート調査票 and the slips for answering on the web: what stands on paper, as texts and numbers only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from groups.reports.registry import enquiries_of, issuer_of
from portal.mail import absolute
from portal.models import District
from portal.prints import Document
from surveys.codes import grouped
from surveys.models import REFUSED, AccessCode, Kind, Wave
from surveys.questionnaire import REFUSED_TEXT, Asked, Questionnaire, questionnaire_of
from surveys.reports.skips import condition_of, skips_of

# How wide the longest choice may be (in full-width characters) to stand in three or two columns: normal, large type.
IN_THREE, IN_TWO = {False: 8, True: 4}, {False: 17, True: 10}
LONGEST_SCALE = 7  # points of a scale that stand side by side
LINE = {False: 34, True: 22}  # characters that a person writes in a line
SLIPS = 8  # on a page
# Every character of numbers, codes and page numbers, which are stamped on the drawn pages (portal.stamping).
TYPE_CASE = "No.0123456789/-ACDEFGHJKMNPQRTWXY"


@dataclass(frozen=True)
class SheetChoice:
    code: int
    text: str
    takes_text: bool = False


@dataclass(frozen=True)
class SheetQuestion:
    """A question as it is printed. `shape`: "choices", "scale", "table", "number" or "lines"."""

    label: str
    text: str
    help: str
    how: str  # 「○は1つ」
    shape: str
    condition: str = ""
    choices: tuple[SheetChoice, ...] = ()
    columns: int = 1
    items: tuple[str, ...] = ()
    boxes: int = 0  # of a number: digits
    unit: str = ""
    lines: int = 0  # of a text
    skips: tuple[str, ...] = ()
    refusal: SheetChoice | None = None  # of what has no choices
    key: str = ""

    @property
    def digits(self) -> range:
        return range(self.boxes)

    @property
    def writing(self) -> range:
        return range(self.lines)


@dataclass(frozen=True)
class SheetPart:
    title: str
    text: str
    questions: tuple[SheetQuestion, ...]


@dataclass(frozen=True)
class Numbered:
    """One sheet or slip: its serial number, its code in groups of four, where its QR code leads."""

    serial: int
    code: str
    url: str

    @property
    def number(self) -> str:
        """「No.0012」, as it is printed."""
        return f"No.{self.serial:04d}"


@dataclass(frozen=True, kw_only=True)
class SheetsDocument(Document):
    """What sheets and slips share."""

    survey: str
    wave_label: str  # 「第2回」
    opens_on: date
    closes_on: date
    minutes: int
    phone: str
    hours: str
    url: str  # where one answers on the web
    needs_code: bool
    batch: str
    # Empty of a copy without a number (見本).
    numbered: tuple[Numbered, ...]

    @property
    def type_case(self) -> str:
        return TYPE_CASE

    @property
    def first(self) -> Numbered | None:
        """The first of the sheets, which the preview shows."""
        return self.numbered[0] if self.numbered else None


@dataclass(frozen=True, kw_only=True)
class QuestionnaireSheet(SheetsDocument):
    """The questionnaire on paper."""

    lead: str
    purpose: str
    target: str
    return_to: str
    parts: tuple[SheetPart, ...]


@dataclass(frozen=True, kw_only=True)
class SlipSheet(SheetsDocument):
    """Slips (ウェブ回答の案内), eight on a page, to be cut apart."""

    @property
    def places(self) -> tuple[Numbered | None, ...]:
        """The eight places of the first page, with their slips as far as there are so many."""
        return (*self.numbered[:SLIPS], *(None,) * (SLIPS - len(self.numbered)))


def questionnaire_sheet(
    wave: Wave, *, codes: Sequence[AccessCode] = (), return_to: str = "", is_large: bool = False
) -> QuestionnaireSheet:
    """The questionnaire of a wave; one sheet for each of the codes, or one without a number.

    `return_to` says where a filled sheet goes; without it what the wave tells of its method, or the council itself.
    """
    return QuestionnaireSheet(
        **_heading(wave, codes),
        lead=wave.lead,
        purpose=wave.purpose,
        target=wave.target,
        return_to=return_to or wave.method or _brought_to(wave.district),
        parts=tuple(sheet_parts(questionnaire_of(wave), is_large=is_large)),
    )


def slip_sheet(wave: Wave, *, codes: Sequence[AccessCode]) -> SlipSheet:
    """The slips of these codes."""
    return SlipSheet(**_heading(wave, codes))


def _heading(wave: Wave, codes: Sequence[AccessCode]) -> dict:
    district = wave.district
    return {
        "title": wave.survey.title,
        "survey": wave.survey.title,
        "wave_label": f"第{wave.number}回",
        "opens_on": wave.opens_on,
        "closes_on": wave.closes_on,
        "minutes": wave.minutes,
        "phone": district.phone or district.council.phone,
        "hours": district.office_hours if district.phone else "",
        "url": absolute(wave.get_absolute_url()),
        "needs_code": wave.needs_code,
        "batch": codes[0].batch.name if codes else "",
        "numbered": tuple(_numbered(district, code) for code in codes),
        "issuer": issuer_of(district),
        "enquiries": enquiries_of(district),
        "as_of": timezone.localdate(),
    }


def _numbered(district: District, code: AccessCode) -> Numbered:
    path = reverse("surveys:access_code", args=[district.slug, code.code])
    return Numbered(code.serial, grouped(code.code), absolute(path))


def _brought_to(district: District) -> str:
    place = f"（{district.address}）" if district.address else ""
    return f"{issuer_of(district)}{place}へお持ちいただくか、地区の役員にお渡しください。"


# -- Questions --------------------------------------------------------------------------------------------------------


def sheet_parts(questionnaire: Questionnaire, *, is_large: bool = False) -> Iterable[SheetPart]:
    """The questions in order under their headings."""
    for part in questionnaire.parts:
        questions = (_question(questionnaire, asked, is_large) for asked in part.questions)
        yield SheetPart(part.section.title, part.section.text, tuple(questions))


def _question(questionnaire: Questionnaire, asked: Asked, is_large: bool) -> SheetQuestion:
    question = asked.question
    choices = tuple(SheetChoice(each.code, each.text, each.takes_text) for each in asked.choices)
    refusal = SheetChoice(REFUSED, REFUSED_TEXT) if question.may_refuse else None
    shape = _shape(asked)
    if refusal and shape == "choices":
        choices, refusal = (*choices, refusal), None
    return SheetQuestion(
        label=asked.label,
        text=question.text,
        help=question.help,
        how=_how(asked),
        shape=shape,
        condition=condition_of(asked),
        choices=choices,
        columns=_columns(choices, is_large),
        items=tuple(item.text for item in asked.items),
        boxes=len(str(question.maximum)) if question.maximum is not None else 3,
        unit=question.unit,
        lines=max(2, min(8, -(-question.max_length // LINE[is_large]))),
        skips=skips_of(questionnaire, asked),
        refusal=refusal,
        key=asked.key,
    )


def _shape(asked: Asked) -> str:
    if asked.kind == Kind.SC and len(asked.choices) <= LONGEST_SCALE:
        return "scale"
    shapes = {Kind.MX: "table", Kind.N: "number", Kind.T: "lines"}
    return shapes.get(Kind(asked.kind), "choices")


def _how(asked: Asked) -> str:
    """What one does, beside the question."""
    if asked.kind == Kind.M:
        limit = asked.question.max_choices
        return f"○は{limit}つまで" if limit else "○はいくつでも"
    ways = {
        Kind.MX: "1つの行に、○を1つずつ",
        Kind.N: "数字を書いてください",
        Kind.T: f"{asked.question.max_length}字まで",
    }
    return ways.get(Kind(asked.kind), "○は1つ")


def _columns(choices: Sequence[SheetChoice], is_large: bool) -> int:
    """In how many columns the choices stand: short ones side by side."""
    longest = max((len(choice.text) for choice in choices if not choice.takes_text), default=0)
    if longest <= IN_THREE[is_large]:
        return 3
    return 2 if longest <= IN_TWO[is_large] else 1
