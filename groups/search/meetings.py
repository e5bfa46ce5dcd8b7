"""What of meetings (協議体) can be found: minutes and announcements that are public, the rest by the district's people."""

from django.db.models import QuerySet

from groups.models import Meeting
from portal import plugins
from portal.models import Visibility
from portal.search import SearchText


def searched_meetings() -> QuerySet[Meeting]:
    """All meetings with their points; `meeting_text` says what of them is for whom."""
    return Meeting.objects.select_related("roundtable").prefetch_related("agenda")


def meeting_text(meeting: Meeting) -> SearchText:
    """Published minutes for everybody, an announcement by its topic; the rest for the district's people."""
    announced = meeting.is_open and meeting.state != Meeting.State.DRAFT
    is_public = meeting.is_published or announced
    told = meeting.is_published or not is_public
    items = [item for item in meeting.agenda.all() if not (is_public and item.is_internal)]
    texts = [text for item in items for text in (item.title, item.remarks, item.decision)] if told else []
    return SearchText(
        title=f"{meeting} {meeting.topic}".strip(),
        summary=(meeting.summary or meeting.topic) if told else meeting.topic,
        texts=[*texts, "協議体", "会議録", meeting.place],
        district_id=meeting.roundtable.district_id,
        visibility=Visibility.PUBLIC if is_public else Visibility.DISTRICT,
    )


SOURCE = plugins.SearchSource(
    kind="meeting",
    label="話し合いの場の記録",
    icon="meeting",
    model=Meeting,
    text=meeting_text,
    records=searched_meetings,
    url_name="councils:meeting_detail",
)
