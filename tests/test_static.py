"""Static files that templates name are there: with hashed names, one that is missing breaks the page."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).resolve().parent.parent
STATIC = re.compile(r"{% static ['\"]([^'\"]+)['\"]")


@pytest.mark.parametrize(
    "template",
    [path for path in sorted((ROOT / "templates").rglob("*.html")) if STATIC.search(path.read_text())],
    ids=lambda path: str(path.relative_to(ROOT / "templates")),
)
def test_static_files_of_a_template_exist(template: Path) -> None:
    names = STATIC.findall(template.read_text())
    assert [name for name in names if finders.find(name) is None] == []
