"""Mails of the portal: plain Japanese text, from templates/emails/<name>.txt, sent once the change is committed."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template import Context
from django.template.loader import get_template

from portal.models import Council


def absolute(path: str) -> str:
    """The full address of a page, from BASE_URL: never from the Host header that somebody sent."""
    return settings.BASE_URL + path


def reaches_people() -> bool:
    """Whether a mail server is set up; without one, mails are files that only the operator sees."""
    return bool(settings.EMAIL_URL)


def send(name: str, *, to: str, **context: Any) -> None:
    """Send the mail `name`, of which the first line is the subject and the rest, after an empty line, the text.

    A mail server that does not answer is logged and does not undo what the mail tells about.
    """
    template = get_template(f"emails/{name}.txt").template  # type: ignore[attr-defined]
    values = {"council": Council.objects.first(), "site": settings.BASE_URL, **context}
    subject, _, body = template.render(Context(values, autoescape=False)).strip().partition("\n")
    message = EmailMessage(subject.strip(), body.strip() + "\n", to=[to])
    transaction.on_commit(message.send, robust=True)
