"""A file on its way into a district, step by step."""

from collections.abc import Callable
from pathlib import Path

import pytest

from portal import plugins
from portal.imports import Importer, actions
from portal.imports.importer import importer_of
from portal.models import District, Import, User
from tests.portal.imports.importer import OrganizationImporter

DATA = Path(__file__).parents[2] / "data" / "imports"


@pytest.fixture(autouse=True)
def importer(monkeypatch: pytest.MonkeyPatch) -> Importer:
    """The only importer there is in these tests."""
    importer = OrganizationImporter()
    entries = [plugins.ImporterEntry(importer)]
    monkeypatch.setitem(plugins._registry, plugins.ImporterEntry, entries)
    return importer


@pytest.fixture
def receive(wakaba: District, coordinator: User) -> Callable[..., Import]:
    """Take in a file: text of a CSV, bytes, or the name of a fixture."""

    def take(content: str | bytes, name: str = "list.csv") -> Import:
        if isinstance(content, str) and "\n" not in content:
            content = (DATA / content).read_bytes()
        return actions.receive_file(
            district=wakaba,
            importer=importer_of("organizations"),
            content=content.encode() if isinstance(content, str) else content,
            name=name,
            by=coordinator,
        )

    return take


@pytest.fixture
def check(receive: Callable[..., Import], coordinator: User) -> Callable[..., Import]:
    """Take in a file and try it out."""

    def take(content: str | bytes, **options: str) -> Import:
        record = receive(content)
        mapping = {int(position): name for position, name in record.mapping.items()}
        actions.settle_columns(record, mapping=mapping, options={"category": "volunteer"} | options)
        job = actions.start_check(record, by=coordinator)
        assert job.state == "done", job.message
        record.refresh_from_db()
        return record

    return take


@pytest.fixture
def commit(check: Callable[..., Import], coordinator: User) -> Callable[..., Import]:
    """Take in a file (or one that was tried out) and commit it."""

    def take(content: str | bytes | Import) -> Import:
        record = content if isinstance(content, Import) else check(content)
        job = actions.start_commit(record, by=coordinator)
        assert job.state == "done", job.message
        record.refresh_from_db()
        return record

    return take
