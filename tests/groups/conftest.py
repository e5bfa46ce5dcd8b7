"""A file on its way into the registry of a district."""

from collections.abc import Callable

import pytest

from groups.imports import OrganizationImporter
from portal.imports import actions
from portal.models import District, Import, User

OPTIONS = {"category": "facility", "is_published": True}


@pytest.fixture
def bring(wakaba: District, coordinator: User) -> Callable[..., Import]:
    """Take in a file as far as its preview, or into the records."""

    def take(content: bytes, name: str = "list.csv", *, commit: bool = True, **options: object) -> Import:
        record = actions.receive_file(
            district=wakaba, importer=OrganizationImporter(), content=content, name=name, by=coordinator
        )
        mapping = {int(position): column for position, column in record.mapping.items()}
        actions.settle_columns(record, mapping=mapping, options=OPTIONS | options)
        actions.start_check(record, by=coordinator)
        if commit:
            actions.start_commit(record, by=coordinator)
        record.refresh_from_db()
        return record

    return take
