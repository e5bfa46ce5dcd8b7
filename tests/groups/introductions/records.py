"""What tests of introductions share: addresses, answers, and both sides answering."""

from datetime import date
from urllib.parse import urlsplit

from django.utils import timezone

from groups.actions import introductions as actions
from groups.models import Confirmation, Introduction

BASE = "/wakaba/exchange/"
YES, NO = "yes", "no"
ANSWERED = {"answer": YES, "answered_by": "岡田", "comment": "平日なら"}


def today() -> date:
    return timezone.localdate()


def side(introduction: Introduction, name: str) -> Confirmation:
    return introduction.confirmations.get(side=name)


def key_in(introduction: Introduction, giver: str = YES, taker: str = YES) -> Introduction:
    """Both sides answer on the phone; returns the introduction as it is then."""
    for name, answer in (("giver", giver), ("taker", taker)):
        if answer:
            actions.key_in_answer(side(introduction, name), answer=answer, channel="phone")
    introduction.refresh_from_db()
    return introduction


def link_of(introduction: Introduction, name: str) -> str:
    """The path of a fresh link for one side."""
    return urlsplit(actions.ask(side(introduction, name))).path
