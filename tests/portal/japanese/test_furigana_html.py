"""Readings as HTML, in text alone, escaped, cached."""

import time

from django.core.cache import caches
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe

from portal.japanese.furigana import (
    Readings,
    annotate_html,
    authored_html,
    plain_html,
    print_html,
    ruby_html,
)

KANJI = "<ruby>漢字<rp>（</rp><rt>かんじ</rt><rp>）</rp></ruby>"


def test_a_text_becomes_ruby() -> None:
    html = ruby_html("食べる")
    assert html == "<ruby>食<rp>（</rp><rt>た</rt><rp>）</rp></ruby>べる"
    assert isinstance(html, SafeString)


def test_a_text_becomes_blocks_with_the_reading_first_for_print() -> None:
    assert (
        print_html("食べる")
        == '<span class="ruby"><span class="rt">た</span><span class="rb">食</span></span>べる'
    )


def test_a_text_is_escaped() -> None:
    assert ruby_html("<b>漢字</b> & \"'") == f"&lt;b&gt;{KANJI}&lt;/b&gt; &amp; &quot;&#x27;"
    assert ruby_html(mark_safe("<i>")) == "&lt;i&gt;"
    assert ruby_html("｜<A>《えー》") == "<ruby>&lt;A&gt;<rp>（</rp><rt>えー</rt><rp>）</rp></ruby>"
    assert authored_html("<｜漢字《かんじ》>") == "&lt;漢字&gt;"


def test_without_furigana_the_notation_is_hidden_and_brackets_stay() -> None:
    assert authored_html("｜漢字《かんじ》と漢字（かんじ）") == "漢字と漢字（かんじ）"


def test_only_text_is_annotated() -> None:
    tags = """<p title="漢字（かんじ）" data-x='a > b 漢字'><img alt="漢字"><input value="｜漢字《かんじ》"></p><!-- 漢字 -->"""
    assert annotate_html(tags) == tags
    assert annotate_html(f"{tags}漢字<br/>漢字") == f"{tags}{KANJI}<br/>{KANJI}"


def test_what_is_pressed_keeps_its_words_together() -> None:
    assert annotate_html("<a href='#'><svg></svg> 漢字を\n</a>漢字") == (
        f"<a href='#'><svg></svg> <span>{KANJI}を</span>\n</a>{KANJI}"
    )
    assert annotate_html("<button>かな</button>") == "<button>かな</button>"
    assert annotate_html("<dt>漢字</dt>", for_print=True).startswith('<dt><span class="ruby">')


def test_machines_and_forms_are_left_alone() -> None:
    for element in (
        "<script>'<漢字>'</script>",
        "<style>漢字</style>",
        "<textarea>｜漢字《かんじ》</textarea>",
        '<select name="a"><option>漢字</option><option>漢字</option></select>',
        '<svg><title>漢字</title><path d="M0"/></svg>',
        "<title>漢字</title>",
        "<code>漢字</code>",
        "<ruby>漢<rt>かん</rt></ruby>",
        "<div data-no-ruby><div>漢字</div>漢字</div>",
        '<td class="x" data-no-ruby="">漢字</td>',
    ):
        assert annotate_html(element + "漢字") == element + KANJI
        assert plain_html(element) == element


def test_notation_is_hidden_where_no_ruby_can_be() -> None:
    assert annotate_html("<option>｜漢字《かんじ》</option>") == "<option>漢字</option>"
    assert plain_html('<p title="漢字《かんじ》">漢字《かんじ》</p>') == '<p title="漢字《かんじ》">漢字</p>'


def test_entities_stay_as_they_are_and_do_not_part_words() -> None:
    assert (
        annotate_html("&lt;漢字&gt;&nbsp;A&amp;B &#x27;漢字&#39; &copy")
        == f"&lt;{KANJI}&gt;&nbsp;A&amp;B &#x27;{KANJI}&#39; &copy"
    )
    assert annotate_html("漢字&nbsp;（かんじ）") == f"{KANJI}&nbsp;（かんじ）"


def test_broken_markup_is_returned_whole() -> None:
    for fragment in ("a < b かな", "<p", "<div data-no-ruby>漢字", "</p>", "<!-- 漢字", "\ufdd0漢字"):
        assert annotate_html(fragment) in (fragment, fragment.replace("漢字", KANJI))


def test_fragments_use_the_given_readings_also_lazy_ones() -> None:
    lazy = SimpleLazyObject(lambda: {"渡部": "わたべ"})
    assert "<rt>わたべ</rt>" in annotate_html("<b>渡部</b>", lazy)
    assert "<rt>わたべ</rt>" in annotate_html("<b>渡部</b>", SimpleLazyObject(lambda: Readings(lazy)))
    assert "<rt>わたなべ</rt>" in annotate_html("<b>渡部</b>")


def test_print_and_screen_are_cached_apart() -> None:
    assert annotate_html("<p>漢字</p>") == f"<p>{KANJI}</p>"
    assert (
        annotate_html("<p>漢字</p>", for_print=True)
        == '<p><span class="ruby"><span class="rt">かんじ</span><span class="rb">漢字</span></span></p>'
    )


def test_the_same_texts_in_other_tags_come_from_the_cache() -> None:
    caches["local"].clear()
    annotate_html('<form data-token="1">漢字</form>')
    entries = dict(caches["local"]._cache)
    assert len(entries) == 1
    assert annotate_html('<form data-token="2">漢字</form>') == f'<form data-token="2">{KANJI}</form>'
    assert caches["local"]._cache.keys() == entries.keys()


def test_a_page_of_fifty_cards_is_quick() -> None:
    """100 ms is asked of a page; ten times as much here, of the processor alone, since tests share their machine."""
    card = (
        "<article><h3>特別養護老人ホーム若葉の里 第{0}支部</h3><p>毎月第2水曜日 午前10時から12時30分まで</p><p>どなたでも参加"
        "できます。お茶を飲みながら、話し相手になったり、買い物や通院の付き添いの相談を受けたりしています。参加費は{0}円です。"
        "</p></article>"
    )
    page = "".join(card.format(number) for number in range(50))
    readings = Readings({f"若葉の里{number}": "わかばのさと" for number in range(1000)})
    annotate_html("漢字", readings)
    started = time.process_time()
    first = annotate_html(page, readings)
    assert time.process_time() - started < 1
    assert annotate_html(page, readings) == first
    assert first.count("<rt>ようご</rt>") == 50
