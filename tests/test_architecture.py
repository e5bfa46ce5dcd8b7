"""Imports run only downwards, between apps and within one (DESIGN section 3); and other house rules."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["portal", "groups", "surveys", "events", "training", "newsletter"]  # from the lowest to the highest
PRESENT = [app for app in APPS if (ROOT / app).is_dir()]
# What an app may import of another app below it.
SHARED = {"models", "permissions", "actions", "reports"}
# Modules of one app, from the lowest to the highest; those on one line are on one level.
LEVELS = [
    {"models"},
    {"permissions"},
    {"actions", "reports", "search"},
    {"forms", "exports", "imports", "prints", "listings"},
    {"tasks", "demo"},
    {"overview"},
    {"views"},
    {"urls", "plugin"},
]


def modules(app: str) -> Iterator[Path]:
    return (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


def imports_of(path: Path) -> Iterator[str]:
    """Dotted names that a module imports, at its top or inside."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def noun(dotted: str) -> str:
    """`groups.views.organizations` → `views`."""
    return (dotted.split(".") + [""])[1]


@pytest.mark.parametrize("app", PRESENT)
def test_apps_import_only_from_below(app: str) -> None:
    above = set(APPS[APPS.index(app) + 1 :])
    upward = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(app)
        for name in imports_of(path)
        if name.split(".")[0] in above
    ]
    assert upward == []


@pytest.mark.parametrize("app", [app for app in PRESENT if app != "portal"])
def test_apps_share_only_models_permissions_actions_and_reports(app: str) -> None:
    others = set(APPS) - {app, "portal"}
    private = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(app)
        for name in imports_of(path)
        if name.split(".")[0] in others and noun(name) not in SHARED
    ]
    assert private == []


def level(module: str) -> int | None:
    return next((number for number, nouns in enumerate(LEVELS) if module in nouns), None)


@pytest.mark.parametrize("app", [app for app in PRESENT if app != "portal"])
def test_within_an_app_imports_run_downwards(app: str) -> None:
    upward = []
    for path in modules(app):
        own = level(path.relative_to(ROOT / app).with_suffix("").parts[0])
        for name in imports_of(path):
            other = level(noun(name)) if name.split(".")[0] == app else None
            if own is not None and other is not None and other > own:
                upward.append(f"{path.relative_to(ROOT)}: {name}")
    assert upward == []


def test_only_one_module_imports_weasyprint() -> None:
    importers = {
        str(path.relative_to(ROOT))
        for app in PRESENT
        for path in modules(app)
        for name in imports_of(path)
        if name.split(".")[0] == "weasyprint"
    }
    assert importers == {"portal/pdf.py"}


def test_no_drawer_modules() -> None:
    drawers = {"utils", "helpers", "services", "common", "mixins", "misc", "snippets"}
    found = [
        path
        for app in PRESENT
        for path in modules(app)
        if path.stem in drawers or path.parent.name in drawers
    ]
    assert found == []


def test_parts_of_a_layer_lie_in_its_package() -> None:
    """`prints/meetings.py`, not `prints_meetings.py`."""
    layers = set().union(*LEVELS)
    flat = [
        str(path.relative_to(ROOT))
        for app in PRESENT
        for path in (ROOT / app).glob("*_*.py")
        if path.stem.partition("_")[0] in layers
    ]
    assert flat == []


def test_python_files_stay_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for app in PRESENT
        for path in modules(app)
        if (lines := len(path.read_text().splitlines())) > 450
    }
    assert long == {}


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)|\sstyle=|\son[a-z]+=\"|javascript:",
    re.IGNORECASE,
)


@pytest.mark.parametrize("template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_templates_have_no_inline_script_or_style(template: Path) -> None:
    assert INLINE.findall(template.read_text()) == []


def test_no_page_loads_anything_from_elsewhere() -> None:
    loads = re.compile(
        r"<(?:script|img|iframe|source)[^>]+src=\"(?:https?:)?//|<link[^>]+href=\"https?://|url\(['\"]?https?://"
    )
    files = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "static").rglob("*.css"),
        *(ROOT / "static").rglob("*.js"),
    ]
    assert [str(path) for path in files if loads.search(path.read_text())] == []
