"""The components: icons exist, fields tell their mistakes to everyone, the style guide shows every component."""

import re
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.test import Client

from portal.templatetags.ui import icon, page_numbers
from portal.views.styleguide import icons

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


class Visit(forms.Form):
    name = forms.CharField(label="お名前", help_text="ふだんの呼び名です。")
    days = forms.MultipleChoiceField(
        label="曜日", choices=[("mon", "月"), ("tue", "火")], widget=forms.CheckboxSelectMultiple
    )
    on = forms.DateField(label="日付", required=False)


def test_an_icon_is_decoration_unless_it_has_a_label() -> None:
    assert icon("phone") == (
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="/static/img/icons.svg#phone"></use></svg>'
    )
    assert 'role="img" aria-label="電話 &amp; FAX"' in icon("phone", "電話 & FAX", size="large")


def test_every_icon_that_a_template_draws_exists() -> None:
    drawn = {
        (path.name, name)
        for path in TEMPLATES
        for name in re.findall(r'(?:{% icon |icon=)"([^"]+)"(?!\|add)', path.read_text())
    }
    assert {(file, name) for file, name in drawn if name not in icons()} == set()


def test_the_style_guide_shows_every_component(client: Client, db: None) -> None:
    page = client.get("/styleguide/")
    drawn = {template.name for template in page.templates}
    components = {f"ui/{path.name}" for path in (ROOT / "templates/ui").glob("*.html")}
    assert components - drawn == {"ui/confirm.html"}  # a page of its own


def test_page_numbers_leave_out_what_is_far_away() -> None:
    assert list(page_numbers(Paginator(range(480), 20).page(12))) == [1, "…", 10, 11, 12, 13, 14, "…", 24]


def test_a_field_names_its_help_and_its_mistake() -> None:
    html = Visit({"name": ""})["name"].as_field_group()
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert "必須" in html


def test_a_group_of_checkboxes_is_one_fieldset_with_its_mistake() -> None:
    html = Visit({})["days"].as_field_group()
    assert html.count("<fieldset") == 1
    assert 'aria-describedby="id_days_error"' in html
    assert re.findall(r'<label class="choice" for="(id_days_\d)"', html) == ["id_days_0", "id_days_1"]


def test_a_form_lists_its_mistakes_with_links_to_the_fields() -> None:
    html = str(Visit({"name": ""}))
    assert re.findall(r'<li><a href="#([^"]+)"', html) == ["id_name", "id_days"]


def test_a_date_is_asked_for_as_a_date() -> None:
    assert '<input type="date" name="on" value="2025-04-01"' in str(Visit({"on": "2025-04-01"})["on"])


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_has_inline_style_or_script(path: Path) -> None:
    """The content security policy would refuse them; data blocks (JSON) are allowed."""
    html = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    assert (
        re.findall(
            r'\sstyle="|<style|\son[a-z]+="|<script(?![^>]*(?:src=|type="application/(?:ld\+)?json"))', html
        )
        == []
    )


def test_colours_stand_in_the_tokens_alone() -> None:
    """So that the contrast theme reaches everything. Documents to print have no themes."""
    sheets = [
        path for path in (ROOT / "static/css").glob("*.css") if not path.name.startswith(("print", "tokens"))
    ]
    found = {
        (path.name, colour) for path in sheets for colour in re.findall(r"#[0-9a-f]{3,8}\b", path.read_text())
    }
    assert found == set()
