"""A questionnaire to answer in tests, and a resident who does it page by page."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from portal.models import District
from surveys.actions import drafts
from surveys.models import AccessCode, Batch, Draft, Wave
from tests.surveys.factory import make_question, make_section, make_survey, make_wave


def make_questionnaire(district: District, **fields: Any) -> Wave:
    """Two sections: age and sex; taking part (必須) with why not, a table, a number, a text."""
    wave = make_wave(make_survey(district), **fields)
    make_section(wave, title="あなたのこと")
    make_question(wave, "age", choices=["10〜30代", "40〜60代", "70代以上"], attribute="age")
    make_question(wave, "sex", choices=["男性", "女性"], may_refuse=True)
    make_section(wave, title="くらし")
    joins = make_question(wave, "joins", choices=["参加している", "参加していない"], is_required=True)
    why_not = make_question(
        wave,
        "why_not",
        "M",
        choices=["忙しい", "知らない", "その他", "とくにない"],
        shown_if=joins,
        shown_codes=[2],
        max_choices=2,
    )
    why_not.choices.filter(code=3).update(takes_text=True)
    why_not.choices.filter(code=4).update(is_exclusive=True)
    make_question(wave, "table", "MX", choices=["知っている", "知らない"], items=["民生委員", "包括"])
    make_question(wave, "friends", "N", unit="人", minimum=0, maximum=99)
    make_question(wave, "voice", "T", max_length=50)
    return wave


def make_code(wave: Wave, code: str = "ACDEFGHJ") -> AccessCode:
    batch, _ = Batch.objects.get_or_create(wave=wave, name="若葉一丁目", first_serial=1, size=10)
    return AccessCode.objects.create(wave=wave, batch=batch, serial=wave.codes.count() + 1, code=code)


def keep(draft: Draft, given: dict[str, Any]) -> Draft:
    """The draft with these answers kept, as by a page that was opened just now."""
    seen = drafts.mark_of(draft.answers, given)
    return drafts.save_answers(draft, given, seen=seen, window="w")


def url(name: str, wave: Wave, *args: object) -> str:
    return reverse(f"surveys:{name}", args=[wave.district.slug, wave.pk, *args])


def resume_url(wave: Wave) -> str:
    return reverse("surveys:answer_resume", args=[wave.district.slug])


class Resident:
    """A browser that answers a wave, without JavaScript."""

    def __init__(self, client: Client, wave: Wave) -> None:
        self.client, self.wave = client, wave

    def start(self, **data: str) -> "Resident":
        self.client.post(url("wave_start", self.wave), data)
        return self

    @property
    def draft(self) -> Draft:
        """The draft that was begun last."""
        return Draft.objects.latest("pk")

    def open(self, key: str, query: str = "") -> "Page":
        """A page as it is shown now, to be filled in and sent later."""
        address = url("answer_page", self.wave, key) + query
        return Page(self.client, address, self.client.get(address))

    def press(self, key: str, go: str = "next", **fields: Any) -> HttpResponse:
        """Open a page, fill it in (age=1 for the field q-age; friends_n="3" for q-friends-n), press a button."""
        return self.open(key).press(go, **fields)

    def answer_all(self) -> "Resident":
        self.press("age", age="3")
        self.press("joins", joins="1")
        self.press("table", friends_n="2", voice_x="バス停が遠い")
        return self

    def send(self) -> HttpResponse:
        review = self.client.get(url("answer_review", self.wave))
        return self.client.post(url("answer_review", self.wave), {"version": review.context["version"]})


class Page:
    """A page of questions in one window."""

    def __init__(self, client: Client, address: str, response: HttpResponse) -> None:
        self.client, self.address, self.response = client, address, response

    @property
    def text(self) -> str:
        return self.response.content.decode()

    def data(self, go: str, **fields: Any) -> dict[str, Any]:
        context = self.response.context
        names = {"empty": "empty"}
        typed = {
            names.get(name, "q-" + "-".join(name.rsplit("_", 1) if _is_part(name) else [name])): value
            for name, value in fields.items()
        }
        asked = [field.asked.key for field in context["fields"]]
        return {"asked": asked, "seen": context["seen"], "window": context["window"], "go": go} | typed

    def press(self, go: str = "next", **fields: Any) -> HttpResponse:
        return self.client.post(self.address, self.data(go, **fields))

    def autosave(self, **fields: Any) -> HttpResponse:
        """What the page does by itself where there is JavaScript."""
        headers = {"HX-Request": "true", "HX-Target": "saved"}
        return self.client.post(self.address, self.data("save", **fields), headers=headers)


def _is_part(name: str) -> bool:
    """friends_n, voice_x, table_i1, why_not_t3: a part of a question's field."""
    tail = name.rpartition("_")[2]
    return tail in ("n", "x") or (tail[0] in "it" and tail[1:].isdecimal())
