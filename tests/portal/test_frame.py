"""What stands around every page: readings (ふりがな) in it, names broken between words, and what paper shows."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.japanese.calendar import long_date_with_era
from portal.japanese.text import has_kanji, name_words
from portal.models import Council, District, User
from tests.groups.factory import make_organization

ROOT = Path(__file__).parents[2]
RUBY = re.compile(r"<ruby>(.*?)<rp>（</rp><rt>(.*?)</rt><rp>）</rp></ruby>")


def framed(client: Client, path: str, *, furigana: bool) -> dict[str, str]:
    """The parts of the frame, by name, as a reader with or without ふりがな gets them."""
    client.cookies["display"] = "light.normal.furigana" if furigana else "light.normal"
    page = client.get(path).content.decode()
    return {
        "head": page[: page.index("</head>")],
        "header": page[page.index("<header") : page.index("</header>")],
        "breadcrumbs": "".join(re.findall(r'<nav class="breadcrumbs".*?</nav>', page, re.DOTALL)),
        "footer": page[page.index("<footer") : page.index("</footer>")],
    }


def without_ruby(html: str) -> str:
    return re.sub(r"</?span>", "", RUBY.sub(r"\1", html))


def test_the_frame_has_readings_where_the_reader_wants_them(client: Client, wakaba: District) -> None:
    parts = framed(client, "/wakaba/groups/", furigana=True)
    assert ("施設", "しせつ") in RUBY.findall(parts["header"])
    assert ("施設", "しせつ") in RUBY.findall(parts["breadcrumbs"])
    assert ("電話", "でんわ") in RUBY.findall(parts["footer"])
    assert "<ruby>" not in parts["head"]
    assert not [value for part in parts.values() for value in re.findall(r'="([^"]*)"', part) if "<" in value]


def test_readings_change_nothing_else_of_the_frame(client: Client, wakaba: District) -> None:
    with_them = framed(client, "/wakaba/groups/", furigana=True)
    without = framed(client, "/wakaba/groups/", furigana=False)
    assert "<ruby>" not in "".join(without.values())
    assert without_ruby(with_them["breadcrumbs"]) == without_ruby(without["breadcrumbs"])
    assert without_ruby(with_them["footer"]) == without_ruby(without["footer"])


def test_breadcrumbs_read_an_organisation_as_it_says_itself(client: Client, wakaba: District) -> None:
    organization = make_organization(wakaba, name="日向サロン", kana="ひゅうがさろん")
    parts = framed(client, f"/wakaba/groups/{organization.pk}/", furigana=True)
    assert ("日向", "ひゅうが") in RUBY.findall(parts["breadcrumbs"])


def test_a_persons_own_name_has_no_guessed_reading(
    client_of: Callable[[User], Client], coordinator: User, wakaba: District
) -> None:
    User.objects.filter(pk=coordinator.pk).update(name="若林 渡")
    header = framed(client_of(coordinator), "/wakaba/groups/", furigana=True)["header"]
    account = header[header.index('<details class="account"') : header.index("<ul>", header.index("account"))]
    assert "若林" in account
    assert "<ruby>" not in account


def test_filters_and_forms_of_residents_have_readings(client: Client, wakaba: District) -> None:
    client.cookies["display"] = "light.normal.furigana"
    filters = client.get("/wakaba/groups/").content.decode()
    assert "<ruby>条件<rp>" in filters
    assert not re.search(r"<option[^<]*<ruby>", filters)
    form = client.get("/wakaba/challenges/voices/new/").content.decode()
    assert re.search(r'<label[^>]*for="id_text"[^>]*><ruby>気<rp>', form)


class Unread(HTMLParser):
    """Texts with kanji (but numerals) that have no reading, though they are neither a title nor a choice nor a name."""

    BARE = {"ruby", "title", "option", "script", "textarea", "svg"}
    VOID = {"br", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

    def __init__(self, page: str) -> None:
        super().__init__()
        self.within: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.within.append((tag, tag in self.BARE or "data-no-ruby" in dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self.within and self.within.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if has_kanji(re.sub("[一二三四五六七八九十]", "", data)) and not any(bare for _, bare in self.within):
            self.found.append(data.strip())


RESIDENTS = [
    "/",
    "/help/",
    "/help/residents/",
    "/privacy/",
    "/accessibility/",
    "/accounts/login/",
    "/nowhere/",
] + [
    f"/wakaba/{path}"
    for path in (
        *(
            "",
            "groups/",
            "groups/?view=table",
            "groups/map/",
            "exchange/",
            "desks/",
            "desks/trouble/",
            "notices/",
        ),
        *("challenges/", "challenges/list/", "challenges/board/", "challenges/themes/", "challenges/cases/"),
        *(
            "challenges/ballots/",
            "challenges/voices/new/",
            "challenges/voices/replies/",
            "councils/",
            "surveys/",
        ),
        *("surveys/resume/", "search/", "search/?q=日向", "search/?q=見当たらない言葉"),
    )
]


def test_all_that_residents_read_has_readings(client: Client, wakaba: District, shiomidai: District) -> None:
    make_organization(wakaba, name="日向サロン", kana="ひゅうがさろん")
    client.cookies["display"] = "light.normal.furigana"
    unread = {path: Unread(client.get(path).content.decode()).found for path in RESIDENTS}
    assert {path: texts for path, texts in unread.items() if texts} == {}


def test_readings_cost_no_query_once_they_are_known(client: Client, wakaba: District) -> None:
    counts = []
    for furigana in (False, True, True):
        with CaptureQueriesContext(connection) as queries:
            framed(client, "/wakaba/notices/", furigana=furigana)
        counts.append(len(queries))
    assert counts[2] == counts[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("若葉地区社会福祉協議会", ["若葉地区", "社会福祉", "協議会"]),
        ("若葉地区民生委員児童委員協議会", ["若葉地区", "民生委員", "児童委員", "協議会"]),
        ("みどり野市社会福祉協議会 地域福祉課", ["みどり野市", "社会福祉", "協議会 ", "地域福祉課"]),
        ("くらしと地域のアンケート（第2回）", ["くらしと地域の", "アンケート", "（第2回）"]),
        ("障がい者基幹相談支援センター", ["障がい者", "基幹相談支援", "センター"]),
        ("特別養護老人ホーム若葉の里", ["特別養護老人ホーム", "若葉の里"]),
        ("社会福祉法人みどり会", ["社会福祉法人", "みどり会"]),
        ("みどり野市立若葉小学校PTA", ["みどり野市立", "若葉小学校", "PTA"]),
        ("2027年4月12日（月）まで残します", ["2027年4月12日（月）まで残します"]),
        ("障害者支援センターに、参加をお願いする", ["障害者支援センターに、参加をお願いする"]),
        ("社会福祉協議会", ["社会福祉", "協議会"]),
        ("つながり", ["つながり"]),
        ("", []),
    ],
)
def test_names_are_broken_between_words(name: str, words: list[str]) -> None:
    assert name_words(name) == words


def test_the_frame_breaks_the_councils_name_between_words(client: Client, wakaba: District) -> None:
    parts = framed(client, "/wakaba/", furigana=False)
    broken = '<span class="in-words">若葉地区<wbr>社会福祉<wbr>協議会</span>'
    assert broken in parts["header"]
    assert broken in parts["footer"]


# -- On paper ----------------------------------------------------------------------------------------------------


def on_paper(client: Client, path: str) -> list[str]:
    page = client.get(path).content.decode()
    found = re.search(r'<div class="on-paper" data-no-ruby>(.*?)</div>', page, re.DOTALL)
    return [re.sub("</?span>", "", line) for line in re.findall("<p>(.*?)</p>", found[1])] if found else []


def test_paper_tells_address_day_and_whom_to_call(client: Client, wakaba: District, settings: Any) -> None:
    settings.BASE_URL = "https://tsunagari.example.jp"
    day = f"{long_date_with_era(timezone.localdate())}現在"
    organization = make_organization(wakaba)
    own = f"/wakaba/groups/{organization.pk}/"
    wakaba.phone, wakaba.office_hours, wakaba.fax = "000-0000-0201", "火曜 10時から15時", "000-0000-0301"
    wakaba.save()
    Council.objects.update(phone="000-0000-0100", fax="")
    whom = [
        "若葉地区社会福祉協議会 電話 000-0000-0201（火曜 10時から15時） FAX 000-0000-0301",
        f"{wakaba.council.name} 電話 000-0000-0100",
    ]
    assert on_paper(client, own) == [f"https://tsunagari.example.jp{own}", day, *whom]
    assert on_paper(client, "/wakaba/search/?q=秘密") == [
        "https://tsunagari.example.jp/wakaba/search/",
        day,
        *whom,
    ]


def test_paper_never_tells_a_key(client: Client, wakaba: District, settings: Any) -> None:
    """Signed links, invitations and addresses that lead nowhere: the way to the district or to the portal stands there."""
    settings.BASE_URL = "https://tsunagari.example.jp"
    for path, told in [
        ("/wakaba/rounds/answer/key-of-someone/", "/wakaba/"),
        ("/invitations/key-of-someone/", "/"),
        ("/wakaba/nowhere/", "/"),
    ]:
        shown = on_paper(client, path)
        assert shown[0] == f"https://tsunagari.example.jp{told}", path


def test_paper_is_light_whatever_the_theme() -> None:
    tokens = (ROOT / "static/css/tokens.css").read_text()
    before, _, after = tokens.partition('[data-theme="contrast"] {')
    assert before.rstrip().endswith("@media screen {\n    :root")
    assert "[data-theme=" not in after


def test_the_photos_that_are_printed_are_loaded_at_once() -> None:
    photos = [
        SimpleNamespace(photo=SimpleNamespace(pk=pk, width=400, height=300, alt="", taken_on=None))
        for pk in range(1, 7)
    ]
    page = SimpleNamespace(photos=photos, may_edit=False)
    images = re.findall(r"<img[^>]*>", render_to_string("groups/_photos.html", {"page": page}))
    assert ['loading="lazy"' in image for image in images] == [False] * 4 + [True] * 2
    assert ".photo:nth-child(n + 5)" in (ROOT / "static/css/print.css").read_text()


def marked(client: Client, path: str) -> tuple[str, bool]:
    """The words of 取扱注意, and whether the whole page is internal or only what says so on it."""
    page = client.get(path).content.decode()
    mark = re.search(r'<p class="paper-mark" data-no-ruby>(.*?)</p>', page, re.DOTALL)
    return re.sub("<[^>]*>", "", mark[1]) if mark else "", '<div class="page page-internal">' in page


def test_internal_pages_are_marked_on_paper(
    client: Client, client_of: Callable[[User], Client], coordinator: User, wakaba: District
) -> None:
    """Behind the login always, on a page of everybody where it shows something internal (tests/browser/test_paper.py)."""
    User.objects.filter(pk=coordinator.pk).update(name="若林 みどり")
    inside = client_of(coordinator)
    words, is_internal = marked(inside, "/wakaba/people/")
    assert words.startswith(
        f"取扱注意 若葉地区社会福祉協議会 {long_date_with_era(timezone.localdate())} 印刷した人：若林 みどり "
    )
    assert is_internal
    own = f"/wakaba/groups/{make_organization(wakaba).pk}/"
    assert [marked(inside, path)[1] for path in (own, "/wakaba/nowhere/")] == [False, False]
    assert 'class="panel panel-internal"' in inside.get(own).content.decode()
    assert marked(client, own) == ("", False)


def test_breadcrumbs_begin_alike() -> None:
    """ホーム in a district, わたしの机 after it where that leads there; elsewhere the page above all districts."""
    begun: dict[str, list[str]] = {}
    for template in sorted((ROOT / "templates").rglob("*.html")):
        for crumbs in re.findall(r'class="breadcrumbs".*?</nav>', template.read_text(), re.DOTALL):
            steps = re.findall(r'<a href="{% url "([\w:]+)"[^>]*>([^<]*)</a>', crumbs)
            begun.setdefault(" ".join(steps[0]) if steps else "", []).append(template.name)
            assert all(words == "わたしの机" for name, words in steps if name == "desk"), template
    assert begun.pop("home ホーム")
    assert begun == {
        "": ["breadcrumbs.html"],  # of the styleguide: its caller's
        'front {% firstof council.city "最初のページ" %}': ["crumbs.html", "base.html", "base.html"],
    }
