"""Free texts: read once the wave is closed, decided on by a person, tagged, and told of without small numbers."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import Challenge
from portal.models import District, User
from surveys.actions.remarks import decide_on_remark, merge_tags
from surveys.models import Remark, Survey, Tag, Wave
from surveys.reports.remarks import TagCount, remark_summary, told_counts
from tests.groups.challenge_records import make_challenge
from tests.surveys.factory import answers, make_question, make_survey, make_wave, respond

PLAIN = "坂の上の店まで歩けません。"
NAMED = "三丁目の佐藤さんが心配です。電話は087-834-9911です。"


@pytest.fixture
def survey(wakaba: District) -> Survey:
    return make_survey(wakaba)


@pytest.fixture
def wave(survey: Survey) -> Wave:
    """A closed wave with two free texts and one thing written beside a choice."""
    wave = make_wave(survey, state=Wave.State.CLOSED)
    make_question(wave, "age", choices=["30代", "80歳以上"], attribute="age")
    make_question(wave, "voice", "T", text="伝えたいことをお書きください。")
    respond(wave, [answers(age=2, voice=PLAIN), answers(age=1, voice=NAMED)])
    return wave


def page(wave: Wave, *more: object) -> str:
    return "/".join(["/wakaba/surveys/waves", str(wave.pk), "remarks", *map(str, more), ""])


def remark(text: str = PLAIN) -> Remark:
    return Remark.objects.get(text__startswith=text[:8])


def sent(record: Remark, state: str = "quotable", **fields: object) -> dict[str, object]:
    return {
        "state": state,
        "excerpt": record.text,
        "new_tag": "",
        "seen": record.version,
        "next": "1",
    } | fields


# -- When and by whom -------------------------------------------------------------------------------------------------


def test_nobody_reads_while_the_survey_is_open(
    wave: Wave, coordinator: User, client_of: Callable[..., object]
) -> None:
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.OPEN)
    client = client_of(coordinator)
    listed = client.get(page(wave)).content.decode()
    assert "締め切ったあとに読めます" in listed
    assert PLAIN not in listed
    assert client.get(page(wave, remark().pk)).status_code == 403
    with pytest.raises(ValidationError, match="締め切ったあと"):
        record = remark()
        record.wave.state = Wave.State.OPEN
        decide_on_remark(record, state="quotable")


def test_texts_stand_apart_from_all_other_answers(
    wave: Wave, coordinator: User, client_of: Callable[..., object]
) -> None:
    listed = client_of(coordinator).get(page(wave)).content.decode()
    assert PLAIN in listed
    assert "［電話番号］" in listed
    assert "834-9911" not in listed
    assert "80歳以上" not in listed
    read = client_of(coordinator).get(page(wave, remark().pk)).content.decode()
    assert "80歳以上" not in read


def test_the_order_tells_nothing_and_stays(wave: Wave) -> None:
    respond(wave, [answers(voice=f"声{number}") for number in range(8)])
    order = [each.pk for each in wave.remarks.shuffled()]
    assert order != sorted(order)
    assert order == [each.pk for each in wave.remarks.shuffled()]


def test_the_list_takes_as_many_queries_however_long(
    wave: Wave, coordinator: User, client_of: Callable[..., object]
) -> None:
    client = client_of(coordinator)
    tag = Tag.objects.create(survey=wave.survey, name="道")
    tag.remarks.add(*wave.remarks.all())
    client.get(page(wave))
    numbers = []
    for more in (1, 12):
        respond(wave, [answers(voice=f"道が暗い{number}") for number in range(more)])
        tag.remarks.add(*wave.remarks.all())
        with CaptureQueriesContext(connection) as queries:
            client.get(page(wave))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 14


# -- Deciding ---------------------------------------------------------------------------------------------------------


def test_reading_one_after_the_other(wave: Wave, coordinator: User, client_of: Callable[..., object]) -> None:
    client = client_of(coordinator)
    first = remark()
    response = client.post(page(wave, first.pk), sent(first, excerpt="店まで歩けない。", new_tag="買い物"))
    assert response["Location"] == page(wave, remark(NAMED).pk)  # the only one left
    first.refresh_from_db()
    assert (first.state, first.excerpt, first.text) == ("quotable", "店まで歩けない。", PLAIN)
    assert first.read_by == coordinator
    assert [tag.name for tag in first.tags.all()] == ["買い物"]
    second = remark(NAMED)
    response = client.post(page(wave, second.pk), sent(second, "hidden"))
    assert response["Location"] == page(wave)
    read = client.get(page(wave, first.pk)).content.decode()
    assert PLAIN in read and "店まで歩けない。" in read  # both versions


def test_an_excerpt_like_the_text_is_none(
    wave: Wave, coordinator: User, client_of: Callable[..., object]
) -> None:
    respond(wave, [answers(voice="１丁目の道が 暗いです")])
    record = remark("１丁目の道が")
    client_of(coordinator).post(page(wave, record.pk), sent(record))
    record.refresh_from_db()
    assert (record.state, record.excerpt) == ("quotable", "")


def test_what_may_be_a_name_is_marked_and_asked_about(
    wave: Wave, coordinator: User, client_of: Callable[..., object]
) -> None:
    client = client_of(coordinator)
    record = remark(NAMED)
    assert record.suspects == ["佐藤"]
    assert "三丁目の<mark>佐藤</mark>さん" in client.get(page(wave, record.pk)).content.decode()
    refused = client.post(page(wave, record.pk), sent(record))
    assert refused.status_code == 422
    assert "「佐藤」は、人のお名前かもしれません" in refused.content.decode()
    assert remark(NAMED).state == "waiting"
    client.post(page(wave, record.pk), sent(record, excerpt="近所の人が心配です。"))
    assert (remark(NAMED).state, remark(NAMED).shown_text) == ("quotable", "近所の人が心配です。")


def test_a_person_may_say_that_it_is_no_name(
    wave: Wave, coordinator: User, client_of: Callable[..., object]
) -> None:
    record = remark(NAMED)
    client_of(coordinator).post(page(wave, record.pk), sent(record, names_checked="on"))
    assert remark(NAMED).state == "quotable"


def test_a_telephone_number_cannot_be_typed_back(wave: Wave) -> None:
    record = remark()
    decide_on_remark(record, state="internal", excerpt="電話は090-1234-5678へ")
    assert record.excerpt == "電話は［電話番号］へ"


def test_two_readers_are_told_of_each_other(
    wave: Wave, coordinator: User, chair: User, client_of: Callable[..., object]
) -> None:
    opened = remark()
    decide_on_remark(remark(), state="internal", by=chair)
    client = client_of(coordinator)
    refused = client.post(page(wave, opened.pk), sent(opened))
    assert refused.status_code == 422
    assert "がこの文を「内部で読むだけ」にしました" in refused.content.decode()
    client.post(page(wave, opened.pk), sent(remark()))
    assert remark().state == "quotable"


def test_straight_from_the_list(wave: Wave, coordinator: User, client_of: Callable[..., object]) -> None:
    client = client_of(coordinator)
    client.post(page(wave, remark().pk, "state"), {"state": "quotable"})
    assert remark().state == "quotable"
    # What may name somebody is never let through by one press.
    response = client.post(page(wave, remark(NAMED).pk, "state"), {"state": "quotable"})
    assert response["Location"] == page(wave, remark(NAMED).pk)
    assert remark(NAMED).state == "waiting"
    assert client.post(page(wave, remark().pk, "state"), {"state": "waiting"}).status_code == 404


# -- Tags -------------------------------------------------------------------------------------------------------------


def test_tags_lead_to_challenges(
    wave: Wave, wakaba: District, coordinator: User, client_of: Callable[..., object]
) -> None:
    client = client_of(coordinator)
    challenge = make_challenge(wakaba, "買い物に行く足がない")
    client.post(page(wave, "tags", "new"), {"name": "買い物", "challenge": challenge.pk})
    tag = Tag.objects.get(survey=wave.survey)
    assert tag.challenge == challenge
    refused = client.post(page(wave, "tags", "new"), {"name": "買い物", "challenge": ""})
    assert "同じ名前のしるしが、もうあります" in refused.content.decode()
    tag.remarks.add(remark())
    listed = client.get(page(wave, "tags")).content.decode()
    assert "買い物に行く足がない" in listed
    assert "しるしのない文 1件" in listed


def test_a_challenge_is_made_from_a_tag(
    wave: Wave, coordinator: User, client_of: Callable[..., object]
) -> None:
    tag = Tag.objects.create(survey=wave.survey, name="買い物")
    tag.remarks.add(remark())
    sent_form = {"title": "買い物に困る人がいる", "text": "", "fields": ["welfare"], "is_public": "on"}
    response = client_of(coordinator).post(page(wave, "tags", tag.pk, "challenge"), sent_form)
    challenge = Challenge.objects.get(title="買い物に困る人がいる")
    assert response["Location"] == challenge.get_absolute_url()
    tag.refresh_from_db()
    assert tag.challenge == challenge
    step = challenge.steps.get(stage="voice")
    assert step.text == "アンケートの自由記述に、「買い物」についての声がありました。"
    assert (step.evidence_url, step.taken_on) == (wave.get_absolute_url(), wave.closed_on)


def test_two_tags_become_one(
    wave: Wave, wakaba: District, coordinator: User, client_of: Callable[..., object]
) -> None:
    challenge = make_challenge(wakaba, "買い物に行く足がない")
    shops = Tag.objects.create(survey=wave.survey, name="お店", challenge=challenge)
    shopping = Tag.objects.create(survey=wave.survey, name="買い物")
    shops.remarks.set(wave.remarks.all())
    shopping.remarks.add(remark())
    client_of(coordinator).post(page(wave, "tags", shops.pk, "merge"), {"into": shopping.pk})
    assert list(Tag.objects.all()) == [shopping]
    assert shopping.remarks.count() == 2
    shopping.refresh_from_db()
    assert shopping.challenge == challenge


def test_tags_of_another_series_are_refused(wave: Wave, shiomidai: District) -> None:
    foreign = Tag.objects.create(survey=make_survey(shiomidai), name="買い物")
    with pytest.raises(ValidationError, match="このアンケートのしるし"):
        decide_on_remark(remark(), state="internal", tags=[foreign])
    with pytest.raises(ValidationError, match="同じアンケートの"):
        merge_tags(Tag.objects.create(survey=wave.survey, name="道"), into=foreign)


# -- What is told -----------------------------------------------------------------------------------------------------


def test_small_numbers_of_texts_are_not_told() -> None:
    counts = {"買い物": 9, "通院": 6, "道": 3, "祭り": 2, "花": 0}
    rows = [(name, count, None, "") for name, count in counts.items()]
    assert told_counts(rows) == (
        TagCount("買い物", 9),
        TagCount("通院", 6),
        TagCount("道", None),
        TagCount("祭り", None),
    )
    # One alone could be had from the total: the next larger goes with it.
    assert [each.count for each in told_counts(rows[:3])] == [9, None, None]
    assert [each.count for each in told_counts(rows[:2])] == [9, 6]


def test_only_what_a_person_found_fit_is_quoted(wave: Wave) -> None:
    decide_on_remark(remark(), state="quotable", excerpt="店まで歩けない。")
    decide_on_remark(remark(NAMED), state="internal")
    summary = remark_summary(wave, is_public=True)
    assert [quote.text for quote in summary.quotes] == ["店まで歩けない。"]
    assert summary.count is None  # two people wrote
    respond(wave, [answers(voice=f"声{number}") for number in range(3)])
    assert remark_summary(wave, is_public=True).count == 5
    wave.state = Wave.State.OPEN
    with pytest.raises(ValueError, match="open"):
        remark_summary(wave, is_public=True)


def test_what_is_taken_back_goes_from_the_public_page_at_once(
    wave: Wave, client_of: Callable[..., object]
) -> None:
    Wave.objects.filter(pk=wave.pk).update(results_published_on=wave.closed_on, summary="まとめ")
    respond(wave, [answers(age=1) for _ in range(5)])
    decide_on_remark(remark(), state="quotable")
    public = f"/wakaba/surveys/waves/{wave.pk}/results/"
    assert PLAIN in client_of(None).get(public).content.decode()
    decide_on_remark(remark(), state="hidden")
    assert PLAIN not in client_of(None).get(public).content.decode()


def test_a_challenge_that_residents_do_not_see_is_not_named(wave: Wave, wakaba: District) -> None:
    respond(wave, [answers(voice=f"声{number}") for number in range(9)])
    hidden = make_challenge(wakaba, "担い手がいない", is_public=False)
    shown = make_challenge(wakaba, "道が暗い", is_public=True)
    for name, challenge in (("担い手", hidden), ("道", shown)):
        Tag.objects.create(survey=wave.survey, name=name, challenge=challenge).remarks.set(wave.remarks.all())
    assert [
        (each.name, each.count, each.challenge_title) for each in remark_summary(wave, is_public=True).tags
    ] == [
        ("担い手", 11, ""),
        ("道", 11, "道が暗い"),
    ]
