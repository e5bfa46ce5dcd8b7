"""Paper: sheets and slips with codes, keying in, double entry, response rates. What of it shows elsewhere."""

from surveys.overview.manage import ENTER, HAND_OUT, ManageLink, who_edits
from surveys.prints.sheets import REPORTS

MANAGE_LINKS: tuple[ManageLink, ...] = (
    ManageLink("用紙と案内（配布のまとまり）", "surveys:batch_list", "document", HAND_OUT),
    ManageLink("用紙・電話の回答を入力", "surveys:entry", "edit", ENTER, may_use=who_edits),
    ManageLink(
        "回収の状況", "surveys:returned", "chart", HAND_OUT, may_use=lambda access, wave: access.has_desk
    ),
)

PLUGINS = (*REPORTS,)
