"""What of voices, challenges, themes and cases can be found: public texts, and drafts for the district's people."""

from django.db.models import QuerySet

from groups.models import Case, Challenge, Theme, Voice
from portal import plugins
from portal.models import Visibility
from portal.search import SearchText


def visibility(is_public: bool) -> Visibility:
    return Visibility.PUBLIC if is_public else Visibility.DISTRICT


def challenge_text(challenge: Challenge) -> SearchText:
    return SearchText(
        title=challenge.title,
        summary=challenge.text,
        texts=[*challenge.field_labels, challenge.get_stage_display()],
        district_id=challenge.district_id,
        visibility=visibility(challenge.is_public),
    )


def theme_text(theme: Theme) -> SearchText:
    return SearchText(
        title=theme.title,
        summary=theme.text,
        texts=[f"{theme.fiscal_year}年度", "テーマ"],
        district_id=theme.district_id,
        visibility=visibility(theme.is_approved),
    )


def case_text(case: Case) -> SearchText:
    """A published case is found in every district: it is there for the others."""
    return SearchText(
        title=case.title,
        summary=case.why,
        texts=[case.what, case.change, case.tips, *case.field_labels, case.district.name],
        district_id=None if case.is_public else case.district_id,
        visibility=visibility(case.is_public),
    )


def answered_voices() -> QuerySet[Voice]:
    """Voices of which residents read the reply; no others are found."""
    return Voice.objects.replied()


def reply_text(voice: Voice) -> SearchText:
    return SearchText(
        title=voice.shown_text[:60],
        summary=voice.reply,
        texts=[voice.shown_text, voice.get_answer_display()],
        district_id=voice.district_id,
    )


SOURCES = (
    plugins.SearchSource(
        kind="challenge",
        label="困りごと・課題",
        icon="question",
        model=Challenge,
        text=challenge_text,
        records=Challenge.objects.all,
        url_name="challenges:challenge_detail",
    ),
    plugins.SearchSource(
        kind="theme",
        label="年度のテーマ",
        icon="star",
        model=Theme,
        text=theme_text,
        records=Theme.objects.all,
        url_name="challenges:theme_detail",
    ),
    plugins.SearchSource(
        kind="case",
        label="取り組み事例",
        icon="document",
        model=Case,
        text=case_text,
        records=lambda: Case.objects.select_related("district"),
        url_name="challenges:case_detail",
    ),
    plugins.SearchSource(
        kind="reply",
        label="声への返事",
        icon="voice",
        model=Voice,
        text=reply_text,
        records=answered_voices,
        url_name="challenges:voice_reply",
    ),
)
