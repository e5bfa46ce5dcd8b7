"""HTML to PDF. The only module that knows WeasyPrint, which is heavy: it is imported by the worker, at first need."""

import mimetypes
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.urls import Resolver404, resolve

from portal.models import Photo, StoredFile

# Addresses in a document are looked up in this program, never on a network; so the host is one that cannot exist.
_BASE_URL = "https://portal.invalid/"
# A tagged PDF that screen readers follow: title, language, headings as bookmarks (ISO 14289-1).
_VARIANT = "pdf/ua-1"


# The worker has several threads, and Pango's fonts are not made for that.
_drawing = Lock()


class NotOurs(Exception):
    """A document refers to something that is neither a static file of ours nor a stored photo."""


def write_pdf(html: str) -> bytes:
    """The PDF of an HTML document that has <html lang> and <title>. Raises NotOurs for a foreign address in it."""
    with _drawing:
        weasyprint, fonts, fetcher = _engine()
        try:
            document = weasyprint.HTML(string=html, base_url=_BASE_URL, url_fetcher=fetcher)
            return bytes(document.write_pdf(font_config=fonts, pdf_variant=_VARIANT))
        except weasyprint.urls.FatalURLFetchingError as error:
            raise NotOurs(str(error)) from error


@lru_cache(maxsize=1)
def _engine() -> tuple[Any, Any, Any]:
    """WeasyPrint, its fonts and a fetcher; loading them takes a second, so the worker keeps them."""
    import weasyprint  # noqa: PLC0415 -- 100 MB that no web process needs
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 -- as above
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 -- as above

    class OurFiles(URLFetcher):
        """Opens no connection and no file by its address; whatever is not ours stops the print."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            content, content_type = _find(url)
            return URLFetcherResponse(url, content, {"Content-Type": content_type})

    return weasyprint, FontConfiguration(), OurFiles(allowed_protocols={"data"}, fail_on_errors=True)


def _find(url: str) -> tuple[bytes, str]:
    """Content and type of a static file or photo of ours, by its address in a page."""
    if not url.startswith(_BASE_URL):
        raise NotOurs(url)
    path = unquote(urlsplit(url).path)
    if path.startswith(settings.STATIC_URL):
        file = _static_file(path.removeprefix(settings.STATIC_URL))
        return file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    photo = _photo_file(path)
    return bytes(photo.content), photo.content_type


def _static_file(name: str) -> Path:
    """A static file: as collected, with its hash in the name, or in its source folder."""
    try:
        found = finders.find(name)
        if found is None and staticfiles_storage.exists(name):
            found = staticfiles_storage.path(name)
    except SuspiciousFileOperation as error:
        raise NotOurs(name) from error
    if found is None:
        raise NotOurs(name)
    return Path(found)


def _photo_file(path: str) -> StoredFile:
    """A stored photo that may be printed, by the address of its page."""
    try:
        found = resolve(path)
    except Resolver404 as error:
        raise NotOurs(path) from error
    photo = Photo.objects.printable().filter(pk=found.kwargs.get("pk")).first()
    size = found.kwargs.get("size")
    if found.url_name != "photo" or photo is None or size not in ("small", "medium", "large"):
        raise NotOurs(path)
    file: StoredFile = getattr(photo, size)
    return file
