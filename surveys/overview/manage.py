"""Links on a wave's page for coordinators (`wave_manage`): each part of surveys names its own in MANAGE_LINKS."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.permissions import Access
from surveys.models import Wave

MAKE, HAND_OUT, ENTER, RESULTS, PUBLISH = GROUPS = ("作る", "配る", "入力する", "結果", "公表")


def who_edits(access: Access, wave: Wave) -> bool:
    """Who edits the district."""
    return access.can_edit


def who_reads_answers(access: Access, wave: Wave) -> bool:
    """Who may read internal data, once the wave is closed."""
    return access.can_read_internal and wave.is_closed


def nothing(wave: Wave) -> str:
    """No note."""
    return ""


@dataclass(frozen=True)
class ManageLink:
    """A link to a page `url_name` of (district, wave), shown to people for whom `may_use` says yes.

    `note` is a short word beside it, e.g. how much is waiting there. `group` is one of GROUPS.
    """

    label: str
    url_name: str
    icon: str
    group: str
    may_use: Callable[[Access, Wave], bool] = who_edits
    note: Callable[[Wave], str] = nothing
