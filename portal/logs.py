"""What must not stand in a log or a history: the secret part of links that give access, and noise."""

import logging
import re

_SECRETS = re.compile(
    r"(/invitations/|/answer/|/surveys/c/|/accounts/password/reset/key/|/accounts/confirm-email/|[?&]token=)[^/\s&?\"']+"
)


def without_secrets(text: str) -> str:
    """The text with the secret part of our links replaced by "…"."""
    return _SECRETS.sub(r"\1…", text)


class HideSecrets(logging.Filter):
    """Takes secrets out of every line; Django logs the path of each request that fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_secrets(record.getMessage()), ()
        return True


class OneLineBelowErrors(logging.Filter):
    """Only errors of ours tell where in the code they happened; a page that somebody may not see is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.ERROR:
            record.exc_info = record.exc_text = None
        return True
