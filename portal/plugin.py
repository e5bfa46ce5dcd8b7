"""What the portal itself adds to its own pages."""

from portal import personal_data, plugins
from portal.imports.actions import purge_imports
from portal.imports.listings import unfinished
from portal.population import PopulationImporter
from portal.prints import purge_internal_prints

plugins.register(
    plugins.DeskShortcut(
        "印刷・帳票", "report_list", icon="print", may_use=lambda access: access.has_desk, order=60
    ),
    plugins.DeskShortcut(
        "名簿の取り込み", "import_list", icon="upload", may_use=lambda access: access.can_edit, order=70
    ),
    plugins.DeskCard("取り込みの途中", unfinished, order=70),
    plugins.ImporterEntry(PopulationImporter()),
    plugins.DeskShortcut(
        "関係者", "people", icon="people", may_use=lambda access: access.can_read_internal, order=80
    ),
    plugins.DeskShortcut(
        "地区の設定", "district_settings", icon="settings", may_use=lambda access: access.can_edit, order=90
    ),
    plugins.Retention(
        data="関係者の招待(お名前・メールアドレス)",
        kept="受けた日、取り消した日、期限の切れた日から90日",
        purge=personal_data.purge_invitations,
        order=10,
    ),
    plugins.Retention(
        data="関係者のアカウント(メールアドレス・電話・ふりがな・ログインの情報)",
        kept="役割が終わり、ログインもなくなってから1年(お名前は、だれが直したかの記録として残ります)",
        purge=personal_data.purge_accounts,
        order=20,
    ),
    plugins.Retention(
        data="ログインしたことの記録(クッキーと対になるもの)",
        kept="最後のログインから14日",
        purge=personal_data.purge_sessions,
        order=30,
    ),
    plugins.Retention(
        data="取り込んだ名簿のファイル",
        kept="取り込んだ日から1年。取り込まなかったものは、最後に手を加えた日から30日",
        purge=purge_imports,
        order=40,
    ),
    plugins.Retention(
        data="取扱注意の印刷物のファイル",
        kept="印刷した日から1年(番号・日時・配布先は、記録として残ります)",
        purge=purge_internal_prints,
        order=50,
    ),
)
