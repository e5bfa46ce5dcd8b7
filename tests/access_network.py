"""The part of the table of test_access.py that concerns the network: exchange, round tables, challenges, rounds."""

from collections.abc import Callable
from typing import Any

from groups.actions import introductions
from groups.models import (
    Ballot,
    Case,
    Challenge,
    Confirmation,
    Dismissal,
    Encounter,
    Interest,
    Introduction,
    Need,
    Notice,
    Offer,
    Organization,
    Outcome,
    Step,
    Theme,
    Voice,
)
from portal.models import District
from tests.access_rows import (
    APPROVE,
    EDIT,
    EVERYBODY,
    INTERNAL,
    NOBODY,
    OWN_RECORD,
    Row,
    first,
    of_wakaba,
    words,
)


def a_step() -> list[Any]:
    step = Step.objects.filter(challenge__district__slug="wakaba").order_by("pk")[0]
    return ["wakaba", step.challenge_id, step.pk]


def an_earlier_challenge() -> list[Any]:
    challenge = Challenge.objects.filter(district__slug="wakaba").order_by("pk")[0]
    return ["wakaba", "challenge", challenge.pk, challenge.versions.latest("pgh_id").pgh_id]


def a_case_of_others() -> list[Any]:
    return ["wakaba", first(Case.objects.filter(is_public=True).exclude(district__slug="wakaba"))]


def an_interest() -> list[Any]:
    return ["wakaba", first(Interest.objects.filter(district__slug="wakaba"))]


CHALLENGES = [
    Row("challenges:overview", EVERYBODY, words()),
    Row("challenges:challenge_list", EVERYBODY, words()),
    Row("challenges:challenge_board", EVERYBODY, words()),
    Row("challenges:challenge_add", EDIT, words(), post=422),
    Row("challenges:challenge_detail", EVERYBODY, of_wakaba(Challenge, is_public=True)),
    Row("challenges:challenge_edit", EDIT, of_wakaba(Challenge, is_public=True), post=422),
    Row("challenges:challenge_close", EDIT, of_wakaba(Challenge, is_public=True), post=422),
    Row("challenges:challenge_reopen", EDIT, of_wakaba(Challenge, is_public=True), get=405, post=302),
    Row("challenges:step_add", EDIT, of_wakaba(Challenge, is_public=True), post=422),
    Row("challenges:step_edit", EDIT, a_step, post=422),
    Row("challenges:step_delete", EDIT, a_step, post=302),
    Row("challenges:record_history", INTERNAL, lambda: ["wakaba", "challenge", *of_wakaba(Challenge)()[1:]]),
    Row("challenges:record_restore", EDIT, an_earlier_challenge, post=302),
    Row("challenges:voice_list", INTERNAL, words()),
    Row("challenges:voice_post", EVERYBODY, words(), post=422),
    Row("challenges:voice_thanks", EVERYBODY, words()),
    Row("challenges:voice_enter", EDIT, words(), post=422),
    Row("challenges:voice_replies", EVERYBODY, words()),
    Row("challenges:voice_reply", EVERYBODY, of_wakaba(Voice, state="published", answer="adopted")),
    Row("challenges:voice_detail", INTERNAL, of_wakaba(Voice), post=422, who_posts=EDIT),
    Row(
        "challenges:voice_state",
        EDIT,
        of_wakaba(Voice),
        get=405,
        post=302,
        data=lambda: {"state": "internal"},
    ),
    Row("challenges:voice_challenge", EDIT, of_wakaba(Voice), post=422),
    Row("challenges:voice_redact", EDIT, of_wakaba(Voice), post=422),
    Row("challenges:voice_erase", EDIT, of_wakaba(Voice), post=302),
    Row("challenges:ballot_list", EVERYBODY, words()),
    Row("challenges:ballot_add", EDIT, words(), post=422),
    Row("challenges:ballot_detail", EVERYBODY, of_wakaba(Ballot, state="open")),
    Row("challenges:ballot_vote", EVERYBODY, of_wakaba(Ballot, state="open"), get=405, post=302),
    Row("challenges:ballot_next", EVERYBODY, of_wakaba(Ballot, state="open"), get=405, post=302),
    Row("challenges:ballot_edit", EDIT, of_wakaba(Ballot, state="open"), post=422),
    Row("challenges:tally_list", INTERNAL, of_wakaba(Ballot, state="open"), post=422, who_posts=EDIT),
    Row("challenges:tally_delete", EDIT, of_wakaba(Ballot, state="open"), post=302),
    Row("challenges:ballot_open", EDIT, of_wakaba(Ballot, state="open"), post=302),
    Row("challenges:ballot_close", EDIT, of_wakaba(Ballot, state="open"), post=302),
    Row("challenges:ballot_reopen", EDIT, of_wakaba(Ballot, state="open"), post=302),
    Row("challenges:ballot_delete", EDIT, of_wakaba(Ballot, state="open"), post=422),
    Row("challenges:theme_list", EVERYBODY, words()),
    Row("challenges:theme_propose", EDIT, words(), post=422),
    Row("challenges:theme_detail", EVERYBODY, of_wakaba(Theme, approved_on__isnull=False)),
    Row("challenges:theme_edit", APPROVE, of_wakaba(Theme, approved_on__isnull=False), post=422),
    Row("challenges:theme_approve", APPROVE, of_wakaba(Theme, approved_on__isnull=False), post=302),
    Row(
        "challenges:theme_unapprove", APPROVE, of_wakaba(Theme, approved_on__isnull=False), get=405, post=302
    ),
    Row("challenges:theme_withdraw", EDIT, of_wakaba(Theme, approved_on__isnull=False), post=422),
    Row("challenges:case_list", EVERYBODY, words()),
    Row("challenges:case_add", EDIT, words(), post=422),
    Row("challenges:case_detail", EVERYBODY, of_wakaba(Case, is_public=True)),
    Row("challenges:case_edit", EDIT, of_wakaba(Case, is_public=True), post=422),
    Row("challenges:case_delete", EDIT, of_wakaba(Case, is_public=True), post=422),
    Row("challenges:interest_add", EDIT, a_case_of_others, post=302),
    Row("challenges:interest_list", INTERNAL, words()),
    Row("challenges:interest_edit", EDIT, an_interest, post=422),
    Row("challenges:interest_delete", EDIT, an_interest, post=302),
]


def an_offer() -> list[Any]:
    """What 若葉の里 can do, of which one of PEOPLE is the contact."""
    return ["wakaba", first(Offer.objects.filter(organization__contacts__isnull=False))]


def its_maker() -> list[Any]:
    return ["wakaba", first(Organization.objects.filter(contacts__isnull=False))]


def a_need() -> list[Any]:
    return ["wakaba", first(Need.objects.filter(organization__contacts__isnull=False))]


def an_outcome() -> list[Any]:
    outcome = Outcome.objects.filter(introduction__district__slug="wakaba").order_by("pk")[0]
    return ["wakaba", outcome.introduction_id, outcome.pk]


def a_side(side: str) -> Callable[[], list[Any]]:
    return lambda: [*of_wakaba(Introduction, state="asking")(), side]


def a_link() -> list[Any]:
    """The link in the mail to one side of an introduction."""
    asking = Confirmation.objects.filter(
        introduction__district__slug="wakaba", introduction__state="asking", answer=""
    )
    return ["wakaba", introductions.ask(asking.order_by("pk")[0]).rstrip("/").rpartition("/")[2]]


def a_pair() -> dict[str, Any]:
    return {"offer": an_offer()[1], "need": first(Need.objects.filter(organization__district__slug="wakaba"))}


def an_inquiry() -> list[Any]:
    """What 若葉の里 was asked, of which one of PEOPLE is the contact."""
    own = Organization.objects.filter(contacts__isnull=False)
    return ["wakaba", first(Confirmation.objects.inquiries().put_to(own))]


def a_dismissal() -> list[Any]:
    offer, need = (
        Offer.objects.get(pk=an_offer()[1]),
        Need.objects.filter(organization__district__slug="wakaba")[0],
    )
    pair = Dismissal.objects.create(offer=offer, need=need, district=District.objects.get(slug="wakaba"))
    return ["wakaba", pair.pk]


RECORD_OF_COOPERATION = "login 403 ok 403 ok ok ok ok ok"  # internal readers and its own contact

EXCHANGE = [
    Row("exchange:exchange_board", EVERYBODY, words()),
    Row("exchange:offer_detail", EVERYBODY, an_offer),
    Row("exchange:offer_renew", OWN_RECORD, an_offer, get=405, post=302),
    Row("exchange:offer_rest", OWN_RECORD, an_offer, get=405, post=302),
    Row("exchange:need_detail", EVERYBODY, a_need),
    Row("exchange:need_renew", OWN_RECORD, a_need, get=405, post=302),
    Row("exchange:need_rest", OWN_RECORD, a_need, get=405, post=302),
    Row("exchange:exchange_renewals", INTERNAL, words()),
    Row("exchange:exchange_renew_all", EDIT, its_maker, get=405, post=302),
    Row("exchange:exchange_record", RECORD_OF_COOPERATION, its_maker),
    Row("exchange:exchange_matches", INTERNAL, words()),
    Row("exchange:exchange_dismiss", EDIT, words(), get=405, post=302, data=a_pair),
    Row("exchange:exchange_dismiss", "login 404 404 403 404 404 404 403 404", words(), get=405, post=404),
    Row("exchange:exchange_dismissals", INTERNAL, words()),
    Row("exchange:exchange_propose", EDIT, a_dismissal, get=405, post=302),
    Row("exchange:introduction_list", INTERNAL, words()),
    Row("exchange:introduction_add", EDIT, words(), post=422),
    Row("exchange:introduction_detail", INTERNAL, of_wakaba(Introduction)),
    Row("exchange:introduction_edit", EDIT, of_wakaba(Introduction), post=422),
    Row("exchange:introduction_ask", EDIT, a_side("taker"), post=422),
    Row("exchange:introduction_ask", EDIT, a_side("giver"), post=422),
    Row("exchange:introduction_withdraw", EDIT, a_side("taker"), get=405, post=302),
    Row("exchange:introduction_key_in", EDIT, a_side("taker"), post=422),
    Row("exchange:introduction_note", EDIT, of_wakaba(Introduction), get=405, post=422),
    Row("exchange:introduction_result", EDIT, of_wakaba(Introduction), post=422),
    Row("exchange:introduction_reopen", EDIT, of_wakaba(Introduction), get=405, post=422),
    Row("exchange:introduction_history", INTERNAL, of_wakaba(Introduction)),
    Row("exchange:outcome_add", EDIT, of_wakaba(Introduction), post=422),
    Row("exchange:outcome_edit", EDIT, an_outcome, post=422),
    Row("exchange:outcome_delete", EDIT, an_outcome, post=302),
    # Of its own organisations: introductions are for coordinators on another page.
    Row("exchange:inquiry_answer", "login 404 ok 404 404 404 404 404 404", an_inquiry, post=422),
    Row("exchange:introduction_thanks", EVERYBODY, words()),
    Row("exchange:introduction_answer", NOBODY, words("a-guess"), post=404),
    Row("exchange:introduction_answer", EVERYBODY, a_link, post=422),
    Row("encounters:encounter_list", INTERNAL, words()),
    Row("encounters:encounter_add", EDIT, words(), post=422),
    Row("encounters:encounter_edit", EDIT, of_wakaba(Encounter), post=422),
    Row("encounters:encounter_kept", EDIT, of_wakaba(Encounter), get=405, post=302),
    Row("encounters:encounter_delete", EDIT, of_wakaba(Encounter), post=302),
]

# A notice of the organisation whose account is the contact's; it waits for approval.
WRITES = "login 404 ok ok ok ok ok 403 ok"
OWN_NOTICE = "login 404 ok 403 ok ok ok 403 ok"
own_notice = of_wakaba(Notice, state="asked")

NOTICES = [
    Row("notices:notice_list", EVERYBODY, words()),
    Row("notices:notice_add", WRITES, words(), post=422),
    Row("notices:notice_mails", "login 404 ok ok ok ok ok ok ok", words(), post=422),
    Row("notices:notice_mail", OWN_NOTICE, own_notice, post=302),
    Row("notices:notice_detail", EVERYBODY, of_wakaba(Notice, state="public")),
    Row("notices:notice_edit", OWN_NOTICE, own_notice, post=422),
    Row("notices:notice_publish", OWN_NOTICE, own_notice, get=405, post=302),
    Row("notices:notice_withdraw", OWN_NOTICE, own_notice, get=405, post=302),
    Row("notices:notice_delete", OWN_NOTICE, own_notice, post=302),
    Row("notices:notice_history", INTERNAL, own_notice),
]

NETWORK = {"challenges": CHALLENGES, "exchange": EXCHANGE, "notices": NOTICES}
