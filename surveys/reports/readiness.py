"""What stands between a wave and its approval, and what one should look at again. In words for coordinators."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from surveys.models import Kind, Wave
from surveys.questionnaire import Asked, Questionnaire, read_questionnaire

# A questionnaire of 15 questions takes 8 to 10 minutes (DOMAIN section 5.1); paper has room for four pages.
COMFORTABLE_QUESTIONS = 20
FEWEST_CHOICES = 2
# 要配慮個人情報: asked only of households, optional, with 「答えたくない」 (DOMAIN section 6).
_DELICATE = re.compile(r"障がい|障害|介護認定|要介護|病気|病名|持病|通院先|診断|宗教|信仰|国籍|犯罪")
_ANONYMOUS = re.compile(r"無記名|名前.{0,12}(書か|いりません|不要)")


@dataclass(frozen=True)
class Finding:
    """Something to put right (`is_blocker`) or to look at again; `question_id` where it is one question's."""

    text: str
    question_id: int | None = None
    is_blocker: bool = False


def findings_of(wave: Wave, questionnaire: Questionnaire | None = None) -> list[Finding]:
    """All findings of a wave that is being prepared, blockers first; the queries of `read_questionnaire` at the most."""
    questionnaire = questionnaire or read_questionnaire(wave)
    found = [*_of_wave(wave, questionnaire)]
    for asked in questionnaire.questions:
        found.extend(_of_question(asked))
    return sorted(found, key=lambda finding: not finding.is_blocker)


def blockers_of(wave: Wave, questionnaire: Questionnaire | None = None) -> list[Finding]:
    """What must be put right before the chair can be asked."""
    return [finding for finding in findings_of(wave, questionnaire) if finding.is_blocker]


def _of_wave(wave: Wave, questionnaire: Questionnaire) -> Iterator[Finding]:
    if not wave.purpose.strip():
        yield Finding("「回答の使いみち」を書いてください。", is_blocker=True)
    if wave.closes_on < timezone.localdate():
        yield Finding("しめきりの日が過ぎています。これからの日に直してください。", is_blocker=True)
    if not questionnaire.questions:
        yield Finding("質問がありません。質問を加えてください。", is_blocker=True)
    for part in questionnaire.parts:
        if not part.questions:
            yield Finding(f"まとまり「{part.section.title}」に質問がありません。", is_blocker=False)
    if len(questionnaire.questions) > COMFORTABLE_QUESTIONS:
        yield Finding(
            f"質問が{len(questionnaire.questions)}問あります。{COMFORTABLE_QUESTIONS}問までにすると、"
            "最後まで答えてもらいやすくなります。"
        )
    if not _ANONYMOUS.search(wave.lead):
        yield Finding("「はじめの説明」に、名前を書かなくてよいことが見あたりません。")
    if questionnaire.questions and not questionnaire.attributes:
        yield Finding("年代や町内などの属性の質問がないため、かけ合わせた集計ができません。")


def _of_question(asked: Asked) -> Iterator[Finding]:
    pk = asked.question.pk
    if asked.kind in (Kind.S, Kind.M, Kind.SC, Kind.MX) and len(asked.choices) < FEWEST_CHOICES:
        yield Finding(f"{asked.label}の選択肢を、{FEWEST_CHOICES}つ以上にしてください。", pk, True)
    if asked.kind == Kind.MX and not asked.items:
        yield Finding(f"{asked.label}の表に、項目を加えてください。", pk, True)
    if asked.question.shown_if_id and asked.parent is None:
        yield Finding(f"{asked.label}は、続けて聞くもとの質問より後に動かしてください。", pk, True)
    if asked.parent and not set(asked.question.shown_codes) & set(asked.parent.codes):
        yield Finding(f"{asked.label}を、どの答えの方に続けて聞くのか選んでください。", pk, True)
    limit = asked.question.max_choices
    if limit and limit > len(asked.choices):
        yield Finding(f"{asked.label}は{limit}つまで選べますが、選択肢は{len(asked.choices)}つです。", pk)
    words = asked.question.text + "".join(choice.text for choice in asked.choices)
    if _DELICATE.search(words) and not asked.question.may_refuse:
        if asked.question.is_required:
            yield Finding(
                f"{asked.label}は心身などについての質問なので、「かならず答えてもらう」を外してください。", pk
            )
        if not any(choice.text.startswith("答え") for choice in asked.choices):
            yield Finding(
                f"{asked.label}は心身などについての質問です。「答えたくない」を選べるようにしましょう。", pk
            )
    if asked.kind == Kind.T and "書かないで" not in asked.question.text + asked.question.help:
        yield Finding(f"{asked.label}の補足に「個人のお名前や病名は書かないでください」と書きましょう。", pk)
