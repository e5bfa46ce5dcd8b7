"""`request.district`, `request.access` and `request.display`, set for every page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import SimpleLazyObject

from portal import plugins
from portal.japanese.furigana import Readings
from portal.models import District
from portal.models.council import RESERVED_SLUGS
from portal.permissions import access_for


class DistrictConverter:
    """The first path segment of a district's pages; words of the portal itself never match."""

    regex = r"[a-z][a-z0-9-]*"

    def to_python(self, value: str) -> str:
        if value in RESERVED_SLUGS:
            raise ValueError
        return value

    def to_url(self, value: str | District) -> str:
        return getattr(value, "slug", value)


@dataclass(frozen=True)
class Display:
    """How this reader wants pages: kept in the cookie `display`, e.g. `contrast.large.furigana`."""

    theme: str = "light"
    size: str = "normal"
    furigana: bool = False

    THEMES = ("light", "contrast")
    SIZES = ("normal", "large", "xlarge")
    COOKIE = "display"

    @classmethod
    def from_cookie(cls, value: str) -> "Display":
        words = value.split(".")
        return cls(
            theme=next((word for word in words if word in cls.THEMES), "light"),
            size=next((word for word in words if word in cls.SIZES), "normal"),
            furigana="furigana" in words,
        )

    @property
    def cookie(self) -> str:
        return ".".join([self.theme, self.size, *(["furigana"] if self.furigana else [])])


def readings_of(district: District | None) -> Mapping[str, str]:
    """How proper nouns of the district (or of the city, for None) are read, from the records' own kana.

    Kept for five minutes. The names of the portal itself come first, so that an app can know better; one that knows no
    reading (an empty kana) does not.
    """
    key = _readings_key(district.pk if district else None)
    found: Readings | None = caches["local"].get(key)
    if found is None:
        names: dict[str, str] = {}
        for source in plugins.registered(plugins.ReadingSource):
            found_names = source.find(district)
            names |= {name: kana for name, kana in found_names.items() if kana or name not in names}
        found = Readings(names)
        caches["local"].set(key, found, 300)
    return found


def forget_readings(district_id: int | None) -> None:
    """Have `readings_of` read them anew in this process, where it matters that they are of now."""
    caches["local"].delete(_readings_key(district_id))


def _readings_key(district_id: int | None) -> str:
    return f"readings:{district_id or 'city'}"


class DistrictMiddleware:
    """Puts district, access, display and readings on the request. An unknown or closed district is a 404.

    Its former address stands on paper, so it leads to the one of today.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.district = None
        request.access = SimpleLazyObject(lambda: access_for(request.user, request.district))
        request.display = Display.from_cookie(request.COOKIES.get(Display.COOKIE, ""))
        request.readings = SimpleLazyObject(lambda: readings_of(request.district))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        slug = kwargs.pop("district", None)
        if slug is None:
            return None
        districts = District.objects.active()
        request.district = districts.select_related("council").filter(slug=slug).first()
        if request.district is None:
            if moved := districts.moved_from(slug):
                return _moved(request, slug, moved)
            raise Http404("そのような地区はありません。")
        return None


def _moved(request: HttpRequest, slug: str, district: District) -> HttpResponse:
    """On to the same page of today's address, with what was sent. Not for good: a district may go back to the name it
    had, and browsers keep what they are told for good."""
    address = request.get_full_path().replace(f"/{slug}/", district.get_absolute_url(), 1)
    return HttpResponseRedirect(address, preserve_request=True)
