"""What the documents say is so."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from portal import demo

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
SETTINGS = (ROOT / "portal" / "settings.py").read_text()


def test_the_readme_lists_every_setting() -> None:
    read = set(re.findall(r"\benv(?:iron)?(?:\.\w+)?\(\s*\"([A-Z_]+)\"", SETTINGS))
    listed = re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)
    assert len(read) > 10
    assert sorted(listed) == sorted(read)


def test_the_readme_lists_every_command() -> None:
    ours = {name for name, app in get_commands().items() if (ROOT / str(app).split(".")[0]).is_dir()}
    section = README.split("## Commands")[1].split("## Settings")[0]
    listed = set(re.findall(r"^\| `(\w+)", section, re.MULTILINE))
    # This one is Django's own, only quicker.
    assert listed == ours - {"collectstatic"}


def test_the_readme_lists_every_account_of_the_demo() -> None:
    section = README.split("The demo's accounts")[1].split("Without the demo")[0]
    listed = re.findall(r"`([\w-]+)@example\.jp`", section)
    assert sorted(listed) == sorted(demo.PEOPLE)
    assert f"`{demo.PASSWORD}`" in section


@pytest.mark.parametrize(
    "document", ["README.md", "CHANGELOG.md", *(f"docs/{p.name}" for p in ROOT.glob("docs/*.md"))]
)
def test_links_of_the_documents_resolve(document: str) -> None:
    path = ROOT / document
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_everything_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for file, wanted in (
        ("requirements.txt", project["dependencies"]),
        ("requirements-dev.txt", [*project["dependencies"], *project["optional-dependencies"]["dev"]]),
    ):
        text = (ROOT / file).read_text()
        names = [re.split(r"[\[<>=~! ]", line)[0].lower() for line in wanted]
        assert [name for name in names if not re.search(rf"^{name}==", text, re.MULTILINE)] == []
        assert "http" not in text


def test_the_same_system_packages_are_installed_everywhere() -> None:
    setup = (ROOT / "setup.sh").read_text()
    [packages] = re.findall(r"^packages=\((.*)\)$", setup, re.MULTILINE)
    assert packages in (ROOT / "Dockerfile").read_text()


def test_the_composition_names_what_the_example_of_env_holds() -> None:
    composition = (ROOT / "docker-compose.yml").read_text()
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", composition))
    offered = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert offered == used
    services = yaml.safe_load(composition)["services"]
    assert sorted(services) == ["backup", "db", "proxy", "web", "worker"]
