"""HTML to PDF: fonts, tags, and that nothing foreign is ever fetched."""

import io
import re
import subprocess
import sys

import pypdf
import pytest
from django.conf import settings

from portal.models import Photo, StoredFile
from portal.pdf import NotOurs, write_pdf

PAGE = """<!doctype html><html lang="ja"><head><title>{title}</title>
<link rel="stylesheet" href="/static/css/print_document.css"></head><body>{body}</body></html>"""

# In the px of CSS.
MILLIMETRE = 96 / 25.4


def read(body: str, title: str = "団体名簿") -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(write_pdf(PAGE.format(title=title, body=body))))


def fonts_of(reader: pypdf.PdfReader) -> dict[str, bool]:
    """{name of a font: whether it is embedded}."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"]
            embedded = any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3"))
            found[str(descriptor["/FontName"]).split("+")[-1]] = embedded
    return found


def test_japanese_fonts_are_embedded() -> None:
    reader = read("<h1>団体名簿</h1><p>若葉地区の<b>髙橋</b>さん</p>")
    assert set(fonts_of(reader).values()) == {True}
    assert any("UDPGothic" in name for name in fonts_of(reader))
    assert "若葉地区の髙橋さん" in "".join(page.extract_text() for page in reader.pages)


def test_document_has_title_language_bookmarks_and_tags() -> None:
    reader = read("<h1>団体名簿</h1><h2>サロン</h2><p>本文</p>")
    catalog = reader.trailer["/Root"]
    assert reader.metadata.title == "団体名簿"
    assert catalog["/Lang"] == "ja"
    assert catalog["/MarkInfo"]["/Marked"] is True or catalog["/MarkInfo"]["/Marked"].value
    assert [item.title for item in reader.outline if not isinstance(item, list)] == ["団体名簿"]


@pytest.mark.parametrize(
    "address",
    [
        "http://example.jp/picture.png",
        "https://example.jp/picture.png",
        "file:///etc/passwd",
        "ftp://example.jp/picture.png",
        "/static/../portal/settings.py",
        "/static/%2e%2e/manage.py",
        "/static//etc/passwd",
        "/static/no-such-file.png",
        "/",
    ],
)
@pytest.mark.django_db
def test_nothing_is_fetched_that_is_not_ours(address: str) -> None:
    with pytest.raises(NotOurs):
        read(f'<p>絵</p><img src="{address}" alt="絵">')


@pytest.mark.parametrize(("paper", "margin"), [("", 15), ("paper-a4-landscape", 14)])
def test_the_mark_in_the_margin_stands_where_printers_print(paper: str, margin: float) -> None:
    """Most leave 4 mm at the edge of the paper white."""
    mark = '<div class="watermark" data-mark="取扱注意"></div>'
    page = read(f'<div class="{paper}"><section class="sheet">{mark}<p>本文</p></section></div>').pages[0]
    (drawn,) = (group.get_object() for group in page["/Resources"]["/XObject"].values())
    letters = re.findall(rb"([\d.]+) [\d.]+ Tm\n/\w+ ([\d.]+) Tf", drawn.get_data())
    assert len(letters) == 4
    for left, size in ((float(left), float(size)) for left, size in letters):
        edge = drawn["/BBox"][2]
        assert edge - margin * MILLIMETRE < left < left + size < edge - 4 * MILLIMETRE


def make_photo(**fields: object) -> Photo:
    picture = (settings.BASE_DIR / "static/img/favicon.svg").read_bytes()
    stored = StoredFile.objects.create(
        sha256="0" * 64, content_type="image/svg+xml", name="a.svg", content=picture
    )
    return Photo.objects.create(alt="集まり", small=stored, medium=stored, large=stored, **fields)


@pytest.mark.django_db
def test_a_photo_is_drawn_only_with_consent_for_paper() -> None:
    agreed = make_photo(consent_on="2026-04-01", consent_scope="both")
    web_only = make_photo(consent_on="2026-04-01", consent_scope="web")
    withdrawn = make_photo(consent_on="2026-04-01", consent_scope="both", withdrawn_on="2026-05-01")
    assert len(read(f'<p>集まり</p><img src="/photos/{agreed.pk}/medium.webp" alt="集まり">').pages) == 1
    for photo in (web_only, withdrawn):
        with pytest.raises(NotOurs):
            read(f'<img src="/photos/{photo.pk}/medium.webp" alt="集まり">')


def test_web_processes_never_load_weasyprint() -> None:
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'portal.settings'; django.setup();"
        "import portal.urls, portal.pdf; sys.exit('weasyprint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, check=False).returncode == 0
