"""What of the consultation desks (相談窓口) can be found, by everybody."""

from django.db.models import QuerySet

from groups.models import Desk
from groups.search.organizations import telephones
from portal import plugins
from portal.models import Visibility
from portal.search import SearchText


def searched_desks() -> QuerySet[Desk]:
    """All desks to which one may turn, with the situations in which one does."""
    return Desk.objects.active().prefetch_related("situations")


def desk_text(desk: Desk) -> SearchText:
    return SearchText(
        title=desk.name,
        kana=desk.kana,
        names=[],
        places=[desk.address, *telephones(desk.phone, desk.fax)],
        summary=desk.about,
        texts=[desk.audience, *(situation.text for situation in desk.situations.all())],
        district_id=desk.district_id,
        also_in=[],
        visibility=Visibility.PUBLIC,
    )


SOURCE = plugins.SearchSource(
    kind="desk",
    label="相談窓口",
    icon="phone",
    model=Desk,
    text=desk_text,
    records=searched_desks,
    url_name="desks:desk_detail",
)
