"""Writes on choices (選択肢) and on the items (項目) of tables. Their codes stay: each answer is kept by code."""

import re
from collections.abc import Iterable
from typing import Any
from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.db.models import Max

from groups.actions.recording import change, recorded
from portal import history
from portal.models import Neighborhood, User
from surveys.actions.guards import check_choice, guard_of, refuse
from surveys.actions.order import fresh, swap
from surveys.actions.renumbering import renumber
from surveys.actions.waves import locked, raise_edition
from surveys.models import REFUSED, Answer, Attribute, Choice, Item, Kind, Question

_WITH_TEXT = re.compile(r"\s*[（(]\s*[)）]$")
_OUTSIDE = re.compile(r"^(答え(ない|たくない)|回答しない|わからない|分からない|読んでいない|見ていない)$")
_EXCLUSIVE = re.compile(r"^(とく|特)に(ない|なし)$|^(あてはまるものは|どれも|1つも)(ない|なし|選ばない)$")
MOST_CHOICES = 60


def next_code(question: Question, model: type[Choice] | type[Item]) -> int:
    """The code after the highest ever given for this question's key, in any wave of the series."""
    same = model.objects.filter(question__key=question.key, question__wave__survey=question.wave.survey_id)
    code = (same.aggregate(last=Max("code"))["last"] or 0) + 1
    return code + 1 if code == REFUSED else code


# -- What a line of text says of itself -------------------------------------------------------------------------------


def read_choice(text: str, question: Question) -> dict[str, Any]:
    """The choice that a typed line means: 「その他（　）」 has room to write, 「とくにない」 stands alone, 「答えない」 counts in
    no mean, and 「70代」 tells ages."""
    takes_text = bool(_WITH_TEXT.search(text))
    text = _WITH_TEXT.sub("", text).strip() if takes_text else text.strip()
    values: dict[str, Any] = {"text": text, "takes_text": takes_text}
    bare = re.sub(r"\s", "", text)
    if question.kind == Kind.M and _EXCLUSIVE.match(bare):
        values["is_exclusive"] = True
    if _OUTSIDE.match(bare):
        values["is_outside"] = True
    elif question.attribute == Attribute.AGE:
        values |= ages_in(text)
    return values


def ages_in(text: str) -> dict[str, int | None]:
    """{"age_from", "age_to"} that words tell: 「20代」, 「18〜29歳」, 「80歳以上」, 「19歳以下」; {} where they tell none."""
    words = re.sub(r"\s", "", normalize("NFKC", text))
    if found := re.fullmatch(r"(\d+)代(以上)?", words):
        start = int(found[1])
        return {"age_from": start, "age_to": None if found[2] else start + 9}
    if found := re.fullmatch(r"(\d+)歳?[~〜~\-–ー―から]+(\d+)歳?(?:まで)?", words):
        return {"age_from": int(found[1]), "age_to": int(found[2])}
    if found := re.fullmatch(r"(\d+)歳?以上", words):
        return {"age_from": int(found[1]), "age_to": None}
    if found := re.fullmatch(r"(\d+)歳?(以下|まで|未満)", words):
        return {"age_from": 0, "age_to": int(found[1]) - (found[2] == "未満")}
    return {}


# -- Choices ----------------------------------------------------------------------------------------------------------


@recorded
def add_choices(question: Question, *, texts: Iterable[str], by: User | None = None) -> list[Choice]:
    """Add choices at the end, one for each text. Raises ValidationError, for a text that is there already too."""
    return _add_choices(question, [read_choice(text, question) for text in texts])


@recorded
def add_neighborhoods(question: Question, *, by: User | None = None) -> list[Choice]:
    """Make the district's neighbourhoods (町内) choices; those that are choices already are passed over."""
    there = set(question.choices.exclude(neighborhood=None).values_list("neighborhood_id", flat=True))
    missing = Neighborhood.objects.filter(district=question.wave.district).exclude(pk__in=there)
    if not missing:
        raise ValidationError(
            "町内は、もうすべて選択肢にあります。地区の町内の一覧は「地区の設定」で直せます。"
        )
    return _add_choices(question, [{"text": each.name, "neighborhood": each} for each in missing])


def _add_choices(question: Question, rows: list[dict[str, Any]]) -> list[Choice]:
    wave = locked(question.wave)
    refuse(guard_of(wave).adding_choice)
    known = {choice.text for choice in question.choices.all()}
    _check_texts([row["text"] for row in rows], known)
    if len(known) + len(rows) > MOST_CHOICES:
        raise ValidationError(f"選択肢は{MOST_CHOICES}までにしてください。")
    code, order = next_code(question, Choice), _last_order(question.choices)
    made = []
    for row in rows:
        order += 1
        choice = Choice(question=question, code=code, order=order, **row)
        if question.kind == Kind.SC and not choice.is_outside:
            choice.score = question.choices.filter(is_outside=False).count() + 1
        history.save(choice)
        made.append(choice)
        code += 2 if code + 1 == REFUSED else 1
    raise_edition(wave)
    return made


def _check_texts(texts: list[str], known: set[str]) -> None:
    for text in texts:
        if not text:
            raise ValidationError("選択肢の言葉を書いてください。")
        if text in known:
            raise ValidationError(f"「{text}」は、もうあります。")
        known.add(text)


def _last_order(records: Any) -> int:
    return records.aggregate(last=Max("order"))["last"] or 0


@recorded
def save_choice(choice: Choice, *, wording_note: str = "", by: User | None = None) -> Choice:
    """Save a changed choice; `wording_note` is kept with the question. Raises ValidationError by field."""
    wave = locked(choice.question.wave)
    stored = Choice.objects.locked().get(pk=choice.pk)
    check_choice(guard_of(wave), stored, choice, wording_note)
    if choice.question.choices.filter(text=choice.text).exclude(pk=choice.pk).exists():
        raise ValidationError({"text": f"「{choice.text}」は、もうあります。"})
    _check_ages(choice)
    history.save(choice)
    _keep_note(choice.question, wording_note)
    raise_edition(wave)
    return choice


def _check_ages(choice: Choice) -> None:
    if choice.age_from is not None and choice.age_to is not None and choice.age_to < choice.age_from:
        raise ValidationError({"age_to": "「何歳まで」は、「何歳から」と同じか大きくしてください。"})


def _keep_note(question: Question, note: str) -> None:
    if note.strip():
        fresh = Question.objects.locked().get(pk=question.pk)
        change(fresh, {"wording_note": note.strip()})


@recorded
def delete_choice(choice: Choice, *, by: User | None = None) -> None:
    """Delete a choice of a wave in preparation. Raises ValidationError."""
    wave = locked(choice.question.wave)
    refuse(guard_of(wave).deleting)
    following = choice.question.followups.filter(shown_codes__contains=[choice.code]).first()
    if following:
        raise ValidationError(
            f"「{choice.text}」と答えた方に「{following.text}」を聞いています。先に、その質問の条件を変えてください。"
        )
    Answer.objects.filter(choice=choice, response__is_test=True).delete()
    question = choice.question
    choice.delete()
    renumber(question, Choice)
    raise_edition(wave)


# -- Items of a table -------------------------------------------------------------------------------------------------


@recorded
def add_items(question: Question, *, texts: Iterable[str], by: User | None = None) -> list[Item]:
    """Add items at the end, one for each text. Raises ValidationError."""
    wave = locked(question.wave)
    refuse(guard_of(wave).adding_item)
    texts = [text.strip() for text in texts]
    _check_texts(texts, {item.text for item in question.items.all()})
    code, order = next_code(question, Item), _last_order(question.items)
    made = []
    for number, text in enumerate(texts):
        item = Item(question=question, code=code + number, text=text, order=order + number + 1)
        history.save(item)
        made.append(item)
    raise_edition(wave)
    return made


@recorded
def save_item(item: Item, *, wording_note: str = "", by: User | None = None) -> Item:
    """Save a changed item; `wording_note` is kept with the question. Raises ValidationError by field."""
    wave = locked(item.question.wave)
    stored = Item.objects.locked().get(pk=item.pk)
    check_choice(guard_of(wave), stored, item, wording_note)
    if item.question.items.filter(text=item.text).exclude(pk=item.pk).exists():
        raise ValidationError({"text": f"「{item.text}」は、もうあります。"})
    history.save(item)
    _keep_note(item.question, wording_note)
    raise_edition(wave)
    return item


@recorded
def delete_item(item: Item, *, by: User | None = None) -> None:
    """Delete an item of a wave in preparation. Raises ValidationError."""
    wave = locked(item.question.wave)
    refuse(guard_of(wave).deleting)
    Answer.objects.filter(item=item, response__is_test=True).delete()
    question = item.question
    item.delete()
    renumber(question, Item)
    raise_edition(wave)


# -- Both -------------------------------------------------------------------------------------------------------------


@recorded
def move_row(row: Choice | Item, *, by_places: int, by: User | None = None) -> None:
    """Move a choice or an item up (-1) or down (1); its code stays where answers are compared by it (`renumber`)."""
    wave = locked(row.question.wave)
    refuse(guard_of(wave).moving)
    model = type(row)
    swap(list(model.objects.filter(question=row.question)), fresh(row), by_places)
    renumber(row.question, model)
    raise_edition(wave)
