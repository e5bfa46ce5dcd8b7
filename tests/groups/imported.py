"""What tests of the registry's importer look at afterwards."""

from groups.models import Offer


def board() -> dict[str, str]:
    """What is offered, with the state of each."""
    return dict(Offer.objects.values_list("text", "state"))
