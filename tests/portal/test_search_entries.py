"""Keeping the index in step with the records."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import transaction

from groups.models import Organization
from portal import search
from portal.models import District, SearchEntry
from portal.permissions import access_for
from tests.groups.factory import make_activity, make_organization


def found(query: str, district: District) -> int:
    return len(search.find(access_for(AnonymousUser(), district), district, query))


def indexed() -> list[str]:
    return list(SearchEntry.objects.order_by("title").values_list("title", flat=True))


def test_an_entry_follows_its_record(wakaba: District) -> None:
    organization = make_organization(wakaba, name="潮風の会", purpose="散歩")
    search.index(organization)
    assert (found("潮風", wakaba), found("散歩", wakaba), found("体操", wakaba)) == (1, 1, 0)
    make_activity(organization, name="体操")
    organization.name = "若葉の会"
    organization.save()
    search.index(organization)
    assert (found("潮風", wakaba), found("若葉", wakaba), found("体操", wakaba)) == (0, 1, 1)
    assert indexed() == ["若葉の会"]


def test_a_deleted_record_is_forgotten(wakaba: District) -> None:
    organization, other = (
        make_organization(wakaba, name="潮風の会"),
        make_organization(wakaba, name="若葉の会"),
    )
    search.index_many([organization, other])
    search.forget(organization)
    assert indexed() == ["若葉の会"]


def test_a_record_that_its_source_leaves_out_is_dropped(wakaba: District) -> None:
    duplicate, kept = make_organization(wakaba, name="潮風"), make_organization(wakaba, name="潮風の会")
    search.index_many([duplicate, kept])
    duplicate.merged_into = kept
    duplicate.save()
    search.index(duplicate)
    assert indexed() == ["潮風の会"]


def test_entries_go_with_the_transaction_that_failed(wakaba: District) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        search.index(make_organization(wakaba, name="潮風の会"))
        raise ZeroDivisionError
    assert indexed() == []


def test_many_records_are_forgotten_at_once(wakaba: District, django_assert_num_queries: object) -> None:
    organizations = [make_organization(wakaba, name=f"第{number}会館") for number in range(3)]
    search.index_many(organizations)
    with django_assert_num_queries(2):
        search.forget_many(organizations[:2])
    assert indexed() == ["第2会館"]


def test_together_indexes_each_record_once_at_the_end(wakaba: District) -> None:
    with search.together():
        organization = make_organization(wakaba, name="潮風")
        search.index(organization)
        organization.name = "潮風の会"
        organization.save()
        search.index(organization)
        gone = make_organization(wakaba, name="若葉の会")
        search.index(gone)
        search.forget(gone)
        gone.delete()
        assert indexed() == []
    assert indexed() == ["潮風の会"]


def test_together_writes_nothing_when_the_block_fails(wakaba: District) -> None:
    organization = make_organization(wakaba, name="潮風の会")
    with pytest.raises(ZeroDivisionError), search.together():
        search.index(organization)
        raise ZeroDivisionError
    assert indexed() == []
    search.index(organization)
    assert indexed() == ["潮風の会"]


def test_many_records_take_as_few_queries_as_one(wakaba: District, django_assert_num_queries: object) -> None:
    organizations = [make_organization(wakaba, name=f"第{number}会館") for number in range(30)]
    search.index_many(organizations[:1])  # asks for the district's readings, which are kept
    with django_assert_num_queries(10):
        search.index_many(organizations[:1])
    with django_assert_num_queries(10):
        search.index_many(organizations)


def test_reindex_makes_what_is_missing_and_drops_what_is_left_over(wakaba: District) -> None:
    kept, gone = make_organization(wakaba, name="潮風の会"), make_organization(wakaba, name="若葉の会")
    search.index_many([kept, gone])
    Organization.objects.filter(pk=kept.pk).update(name="潮騒の会")
    gone.delete()
    make_organization(wakaba, name="消防団")
    SearchEntry.objects.filter(record_id=kept.pk).update(lexemes="")
    SearchEntry.objects.create(
        kind="of-an-app-that-is-gone", record_id=1, title="昔の記録", visibility="public"
    )
    told: list[tuple[str, int, int]] = []
    assert search.reindex(tell=lambda *progress: told.append(progress)) == 2
    assert indexed() == ["消防団", "潮騒の会"]
    assert (found("潮騒", wakaba), found("若葉", wakaba)) == (1, 0)
    assert told == [("団体・施設", 2, 2)]


def test_reindex_of_one_kind_leaves_the_others(wakaba: District, capsys: pytest.CaptureFixture) -> None:
    SearchEntry.objects.create(kind="other", record_id=1, title="ほかの記録", visibility="public")
    make_organization(wakaba, name="潮風の会")
    call_command("reindex", kind="organization")
    assert indexed() == ["ほかの記録", "潮風の会"]
    assert capsys.readouterr().out == "団体・施設 1 / 1\n検索の見出し 1 件を作り直しました。\n"


def test_very_long_texts_and_words_are_indexed_as_far_as_the_database_takes_them(wakaba: District) -> None:
    long = "a" * 5000 + " " + "会館で体操。" * 20_000 + "猫"
    search.index(make_organization(wakaba, name="潮風の会", purpose=long))
    assert (found("会館", wakaba), found("猫", wakaba)) == (1, 0)
    assert len(SearchEntry.objects.get().summary) == 300


def test_what_older_rules_made_is_made_anew(wakaba: District) -> None:
    search.index_many(
        [make_organization(wakaba, name="潮風の会"), make_organization(wakaba, name="若葉の会")]
    )
    assert search.renew() == 0
    SearchEntry.objects.filter(title="潮風の会").update(edition=0, lexemes="")
    assert (search.renew(), search.renew()) == (2, 0)
    assert found("潮風", wakaba) == 1
