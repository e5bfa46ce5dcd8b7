"""What tests of meetings share."""

from collections.abc import Callable

from django.test import Client

from groups.actions import challenges
from groups.models import AgendaItem, Challenge, Meeting
from portal.models import District, User

ClientOf = Callable[[User | None], Client]
# What of the minutes in the fixture `finished` is not for everybody.
SECRETS = ("岡田", "石川", "久保", "森", "けやき台自治会", "個人の相談", "秘密", "本人に会う", "山田 太郎")


def make_challenge(district: District, title: str = "買い物に行く足がない", **fields: object) -> Challenge:
    return challenges.create_challenge(district=district, title=title, **{"is_public": True} | fields)


def items_of(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.agenda.all())
