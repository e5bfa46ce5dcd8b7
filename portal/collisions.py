"""What two people did at the same moment so that only one of both could be saved, told to the other one."""

import logging
from collections.abc import Callable

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from psycopg.errors import ForeignKeyViolation

from portal.history import Gone
from portal.pages import render

logger = logging.getLogger(__name__)


class CollisionMiddleware:
    """Tells who saves a record, or adds to one, while it is deleted, and who deletes one while something is added (409)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page that tells it; None for every other error."""
        cause = error.__cause__
        if isinstance(error, IntegrityError) and isinstance(cause, ForeignKeyViolation):
            what = cause.diag.constraint_name
        elif isinstance(error, Gone):
            what = str(error)
        else:
            return None
        page = request.resolver_match.view_name if request.resolver_match else ""
        logger.warning("Not saved, since a record was deleted at that moment: %s (%s)", page, what)
        return render(request, "409.html", status=409)
