"""Where a query stands in a title or a summary."""

import pytest

from portal.search.marking import mark
from portal.search.queries import read_query


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("若葉会館", "会館", "若葉<mark>会館</mark>"),
        ("若葉会館 会館前", "会館", "若葉<mark>会館</mark> <mark>会館</mark>前"),
        ("若葉会館", "若葉 会館", "<mark>若葉会館</mark>"),
        ("若葉会館", "葉会 若葉", "<mark>若葉会</mark>館"),
        ("ふれあい・いきいきサロン", "あいいき", "ふれ<mark>あい・いき</mark>いきサロン"),
        ("「みみ」の会", "みみの会", "「<mark>みみ」の会</mark>"),
        ("ｶﾗｵｹﾊﾟﾌﾞ", "ぱぶ", "ｶﾗｵｹ<mark>ﾊﾟﾌﾞ</mark>"),
        ("デイサービス", "でいさーびす", "<mark>デイサービス</mark>"),
        ("ＮＰＯ法人", "npo", "<mark>ＮＰＯ</mark>法人"),
        ("㈱まごころ", "(株)", "<mark>㈱</mark>まごころ"),
        ("髙橋文庫", "高橋", "<mark>髙橋</mark>文庫"),
        ("障がいのある人の集い", "障害", "<mark>障がい</mark>のある人の集い"),
        ("障害のある人と、障がいのない人", "障害", "<mark>障害</mark>のある人と、障がいのない人"),
        ("お茶を飲む", "おちゃ", "<mark>お茶</mark>を飲む"),
        ("障がいのある人", "ｼｮｳｶﾞｲ", "<mark>障がい</mark>のある人"),
        ("消防団", "会館", "消防団"),
        ("", "会館", ""),
    ],
)
def test_matches_are_marked_as_they_are_written(text: str, typed: str, marked: str) -> None:
    assert mark(text, read_query(typed)) == marked


def test_what_is_html_in_a_text_stays_text() -> None:
    text = "<b>会館</b> & <script>alert('x')</script>"
    assert mark(text, read_query("会館")) == (
        "&lt;b&gt;<mark>会館</mark>&lt;/b&gt; &amp; &lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"
    )


def test_a_query_of_html_marks_only_text() -> None:
    assert (
        mark("a<mark>b&amp;", read_query("<mark> &amp;"))
        == "a<mark>&lt;mark&gt;</mark>b<mark>&amp;amp;</mark>"
    )


def test_without_words_nothing_is_marked() -> None:
    assert mark("a<b", ()) == "a&lt;b"
