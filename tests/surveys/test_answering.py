"""Answering on the web: from the survey's page to the thanks, page by page, without an account."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.models import District
from surveys.models import Answer, Draft, Participation, Response, Wave
from tests.surveys.factory import make_question, make_section, make_survey, make_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(wakaba: District) -> Wave:
    """Two sections: sex and age; going out with a follow-up for who does not, what is hard (M), a table, a number, a text."""
    wave = make_wave(make_survey(wakaba))
    make_section(wave, title="あなたのこと")
    make_question(wave, "age", choices=["10〜30代", "40〜60代", "70代以上"], attribute="age")
    make_question(wave, "sex", choices=["男性", "女性"], may_refuse=True)
    make_section(wave, title="くらし")
    make_question(wave, "takes_part", choices=["参加している", "参加していない"], is_required=True)
    joins = wave.questions.get(key="takes_part")
    make_question(
        wave,
        "why_not",
        "M",
        choices=["忙しい", "知らない", "その他", "とくにない"],
        shown_if=joins,
        shown_codes=[2],
        max_choices=2,
    )
    make_question(wave, "table", "MX", choices=["知っている", "知らない"], items=["民生委員", "包括"])
    make_question(wave, "friends", "N", unit="人", minimum=0, maximum=99)
    make_question(wave, "voice", "T", max_length=50)
    return wave


def url(name: str, wave: Wave, *args: object) -> str:
    return reverse(f"surveys:{name}", args=[wave.district.slug, wave.pk, *args])


def start(client: Client, wave: Wave, **data: str) -> Draft:
    client.post(url("wave_start", wave), data)
    return Draft.objects.latest("pk")


def press(client: Client, wave: Wave, key: str, go: str = "next", **data: object):
    """Post a page as it stands, with these answers (q_age=1 for the field q-age)."""
    page = client.get(url("answer_page", wave, key))
    context = page.context
    asked = [field.asked.key for field in context["fields"]]
    fields = {name.replace("q_", "q-", 1): value for name, value in data.items()}
    return client.post(
        url("answer_page", wave, key),
        {"asked": asked, "seen": context["seen"], "window": context["window"], "go": go, **fields},
    )


def test_a_resident_answers_page_by_page_and_sends(client: Client, wave: Wave) -> None:
    page = client.get(wave.get_absolute_url())
    assert "回答をはじめる" in page.content.decode()
    start(client, wave)
    first = client.get(url("answer_continue", wave), follow=True)
    assert first.redirect_chain[-1][0] == url("answer_page", wave, "age")
    assert press(client, wave, "age", q_age="3", q_sex="99")["Location"] == url(
        "answer_page", wave, "takes_part"
    )
    # The follow-up opens, since it is for who takes no part.
    after = press(client, wave, "takes_part", q_takes_part="2")
    assert after["Location"] == url("answer_page", wave, "why_not")
    after = press(
        client,
        wave,
        "why_not",
        **{"q_why_not": ["1", "2"], "q_table-i1": "1", "q_friends-n": "３", "q_voice-x": "バス停が遠い"},
    )
    assert after["Location"] == url("answer_review", wave)
    review = client.get(after["Location"])
    text = review.content.decode()
    for words in ("70代以上", "答えたくない", "忙しい、知らない", "民生委員: 知っている", "バス停が遠い"):
        assert words in text
    sent = client.post(url("answer_review", wave), {"version": review.context["version"]})
    assert sent["Location"] == url("answer_thanks", wave)
    thanks = client.get(sent["Location"])
    assert "回答を受け取りました" in thanks.content.decode() and "バス停が遠い" in thanks.content.decode()
    assert Draft.objects.count() == 0 and Participation.objects.count() == 1
    response = Response.objects.get()
    assert (response.channel, response.is_test, response.entered_by) == ("web", False, None)
    assert Answer.objects.filter(response=response).count() == 8
