"""What of introductions (引合せ) and encounters (接触履歴) can be found, by internal readers only."""

from django.db.models import QuerySet

from groups.models import Encounter, Introduction
from portal import plugins
from portal.models import Visibility
from portal.search import SearchText


def introduction_text(introduction: Introduction) -> SearchText:
    return SearchText(
        title=introduction.subject,
        summary=f"{introduction.giver}と{introduction.taker}",
        texts=[introduction.offered, introduction.needed, *(note.text for note in introduction.notes.all())],
        district_id=introduction.district_id,
        visibility=Visibility.DISTRICT,
    )


def searched_introductions() -> QuerySet[Introduction]:
    """All introductions with both sides and what was noted of them."""
    return Introduction.objects.select_related("giver", "taker").prefetch_related("notes")


def encounter_text(encounter: Encounter) -> SearchText:
    return SearchText(
        title=f"{encounter.organization}（{encounter.met_on:%Y年%-m月%-d日} {encounter.get_way_display()}）",
        summary=encounter.text,
        texts=[encounter.promise, encounter.with_whom],
        district_id=encounter.district_id,
        visibility=Visibility.DISTRICT,
    )


SOURCES = (
    plugins.SearchSource(
        kind="introduction",
        label="引合せ",
        icon="hands",
        model=Introduction,
        text=introduction_text,
        records=searched_introductions,
        url_name="exchange:introduction_detail",
    ),
    plugins.SearchSource(
        kind="encounter",
        label="接触履歴",
        icon="history",
        model=Encounter,
        text=encounter_text,
        records=Encounter.objects.with_people,
        url_name="encounters:encounter_edit",
    ),
)
