"""What tests of any importer look at: what became of the rows."""

from django.db.models import Count

from portal.models import Import


def outcomes(record: Import) -> dict[str, int]:
    """How many rows of an import have each outcome."""
    return dict(record.rows.order_by().values_list("outcome").annotate(count=Count("pk")))
