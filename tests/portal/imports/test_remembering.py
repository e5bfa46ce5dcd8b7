"""What a person chose otherwise than was guessed is remembered for the next file of a source, and nothing else."""

import pytest

from portal.imports import actions
from portal.imports.columns import standard
from portal.imports.files import choices_of, heading_keys, match_columns

COLUMNS = standard("name", "address", "phone", "note")


def test_only_what_differs_from_the_guess_is_a_choice():
    headers = ["名称", "住所", "電話番号", "なぞ", ""]
    assert choices_of(headers, COLUMNS, {0: "name", 1: "address", 2: "phone"}) == {}
    assert choices_of(headers, COLUMNS, {0: "name", 2: "phone", 3: "note"}) == {"住所": "", "なぞ": "note"}


def test_headings_that_come_twice_are_told_apart():
    headers = ["名称", "電話番号", "電話番号"]
    assert heading_keys(headers) == ["名称", "電話番号", "電話番号#2"]
    assert match_columns(headers, COLUMNS, {}) == {0: "name", 1: "phone"}
    chosen = choices_of(headers, COLUMNS, {0: "name", 2: "phone"})
    assert chosen == {"電話番号": "", "電話番号#2": "phone"}
    assert match_columns(headers, COLUMNS, chosen) == {0: "name", 2: "phone"}


@pytest.mark.django_db
def test_a_heading_that_was_unknown_is_used_once_it_is_known(receive, importer):
    source = "#download_from,https://example.jp/list\n#property,名称,{}\n1,みみの会,x\n"
    first = receive(source.format("なぞ"))
    actions.settle_columns(first, mapping={1: "name"}, options={})
    assert receive(source.format("備考")).mapping == {"1": "name", "2": "note"}
    actions.settle_columns(receive(source.format("備考")), mapping={1: "name"}, options={})
    assert receive(source.format("備考")).mapping == {"1": "name"}
    # What was chosen for a heading outlives a file without it.
    actions.settle_columns(receive(source.format("なぞ")), mapping={1: "name"}, options={})
    assert receive(source.format("備考")).mapping == {"1": "name"}
