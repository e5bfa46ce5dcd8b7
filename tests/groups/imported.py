"""What tests of the registry's importer look at afterwards."""

from groups.models import Offer
from portal.models import Import


def outcomes(record: Import) -> dict[str, int]:
    """How many rows of an import have each outcome."""
    return record.rows.counts()


def board() -> dict[str, str]:
    """What is offered, with the state of each."""
    return dict(Offer.objects.values_list("text", "state"))
