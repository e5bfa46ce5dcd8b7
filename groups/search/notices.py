"""What of the board (連絡板) can be found: by residents what was approved for them, by who edits the district all."""

from django.db.models import QuerySet

from groups.models import Notice
from portal import plugins
from portal.models import Visibility
from portal.search import SearchText


def searched_notices() -> QuerySet[Notice]:
    """All notices with whoever sends them; those past their day are found by nobody."""
    return Notice.objects.select_related("organization", "district__council")


def notice_text(notice: Notice) -> SearchText:
    return SearchText(
        title=notice.title,
        summary=notice.text,
        texts=[notice.sender, "お知らせ", "連絡板"],
        district_id=notice.district_id,
        visibility=Visibility.PUBLIC if notice.is_public else Visibility.DISTRICT,
        last_day=notice.shown_until,
    )


SOURCE = plugins.SearchSource(
    kind="notice",
    label="お知らせ",
    icon="mail",
    model=Notice,
    text=notice_text,
    records=searched_notices,
    url_name="notices:notice_detail",
)
