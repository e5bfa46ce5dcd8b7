"""Making a survey: series, waves, the questionnaire's editor, approval, preview. What of it shows elsewhere."""

from typing import Any

from portal import plugins
from portal.permissions import Access
from surveys.models import Wave
from surveys.overview.manage import MAKE, ManageLink


def _may_prepare(access: Access, wave: Wave) -> bool:
    return access.can_edit and wave.state != Wave.State.REVIEW


def _anybody(access: Access, wave: Wave) -> bool:
    return True


MANAGE_LINKS = (
    ManageLink("質問をつくる・直す", "surveys:question_list", "edit", MAKE),
    ManageLink("質問を全部読んでみる", "surveys:wave_preview", "search", MAKE, may_use=_anybody),
    ManageLink(
        "KoboToolbox・ODK用に書き出す（XLSForm）", "surveys:wave_xlsform", "download", MAKE, may_use=_anybody
    ),
    ManageLink("日にちと説明を直す", "surveys:wave_edit", "calendar", MAKE, may_use=_may_prepare),
)

PLUGINS: tuple[Any, ...] = (plugins.MenuItem("アンケート", "surveys:survey_list", icon="list", order=35),)
