"""`manage.py collectstatic` as Django has it, except that nothing is done when no static file changed."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.management.commands import collectstatic


class Command(collectstatic.Command):
    def collect(self) -> dict[str, list[str]]:
        """Gather, hash and compress the static files unless they are as they were the last time."""
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        digest = digest_of_static_files()
        if stamp.exists() and stamp.read_text() == digest:
            return {"modified": [], "unmodified": [], "post_processed": []}
        found: dict[str, Any] = super().collect()
        if not self.dry_run:
            stamp.write_text(digest)
        return found


def digest_of_static_files() -> str:
    """A hash of the names and contents of all static files, from all apps."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            with storage.open(name) as file:
                digest.update(name.encode() + b"\0" + hashlib.sha256(file.read()).digest())
    return digest.hexdigest()
