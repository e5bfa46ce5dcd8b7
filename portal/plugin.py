"""What the portal itself adds to its own pages."""

import re

from django.db.models import Count, Exists, OuterRef, Q, Value

from portal import mail, personal_data, plugins
from portal.imports.actions import purge_imports
from portal.imports.listings import unfinished
from portal.japanese import morphology
from portal.models import Assignment, Council, District, Invitation, Membership, Neighborhood, Role, User
from portal.plugins import CityFirstStep, FirstStep, StepLink
from portal.population import PopulationImporter
from portal.prints import purge_internal_prints

# -- The first steps (はじめにすること) --------------------------------------------------------------------------------


def _several_people() -> Q:
    """Two people have roles in the district, or somebody is invited."""
    here = Membership.objects.current().filter(district=OuterRef("pk")).order_by().values("district")
    invited = Invitation.objects.open().filter(district=OuterRef("pk"), role__in=Role.values)
    return Exists(here.annotate(people=Count("user", distinct=True)).filter(people__gte=2)) | Exists(invited)


def _every_district(grants: Q) -> Q:
    """There are districts, and none is without what `grants` asks of a `District`."""
    districts = District.objects.active()
    return Q(Exists(districts)) & ~Exists(districts.exclude(grants))


def _every_district_has_coordinator() -> Q:
    held = Membership.objects.current().filter(district=OuterRef("pk"), role=Role.COORDINATOR)
    invited = Invitation.objects.open().filter(district=OuterRef("pk"), role=Role.COORDINATOR)
    return _every_district(Exists(held) | Exists(invited))


def _every_district_has_staff() -> Q:
    return _every_district(Q(Exists(Assignment.objects.current().filter(district=OuterRef("pk")))))


def _invited_to(role: str) -> Exists:
    return Exists(Invitation.objects.open().filter(role=role, district=None))


def _city_has_staff() -> Q:
    return Exists(User.objects.filter(is_city_staff=True, is_active=True)) | _invited_to(
        Invitation.CITY_STAFF
    )


def _two_administrators() -> Q:
    administrators = User.objects.filter(is_superuser=True, is_active=True).order_by().values("is_superuser")
    two = Exists(administrators.annotate(people=Count("pk")).filter(people__gte=2))
    return two | _invited_to(Invitation.ADMINISTRATOR)


FIRST_STEPS = (
    FirstStep(
        "町内を登録する",
        "自治会・町内会の区域です。団体をさがす、名簿を並べる、配るときの区分けになります。",
        lambda: Exists(Neighborhood.objects.filter(district=OuterRef("pk"))),
        (StepLink("町内を登録する", "neighborhood_list"),),
        may_do=lambda access: access.can_edit,
        order=10,
    ),
    FirstStep(
        "地区の紹介と連絡先を書く",
        "地区のホームと、すべてのページのいちばん下に出ます。",
        lambda: ~Q(introduction="") & ~Q(phone="", address="", email=""),
        (StepLink("紹介と連絡先を書く", "district_settings"),),
        may_do=lambda access: access.can_edit,
        order=20,
    ),
    FirstStep(
        "いっしょに使う人を招く",
        "会長や広報委員に、招待のリンクを送ります。役割ごとに、できることがちがいます。",
        _several_people,
        (StepLink("人を招待する", "person_invite"),),
        may_do=lambda access: access.can_edit,
        order=40,
    ),
    CityFirstStep(
        "メールが届くようにする",
        "いまは、招待やパスワードの再設定のメールが、どこにも届きません。サーバーを動かしている方に、メールを送る設定（EMAIL_URL）をお願いしてください。"
        "それまでは、招待のリンクを紙などでお渡しください。",
        lambda: Value(mail.reaches_people()),
        (),
        may_do=lambda access: access.is_administrator,
        order=10,
    ),
    CityFirstStep(
        "市社協の連絡先を書く",
        "住民が読むすべてのページのいちばん下に出ます。",
        lambda: ~Q(phone="", email=""),
        (StepLink("市の設定を開く", "city_settings", of_district=False),),
        may_do=lambda access: access.is_administrator,
        order=20,
    ),
    CityFirstStep(
        "もう1人のシステム管理者を招く",
        "おひとりだけだと、異動や休みのときに、だれも設定を直せなくなります。",
        _two_administrators,
        (StepLink("システム管理者を招待する", "city_person_invite", of_district=False),),
        may_do=lambda access: access.is_administrator,
        order=30,
    ),
    CityFirstStep(
        "市社協の職員を招く",
        "職員は、すべての地区を見て印刷でき、担当する地区を編集できます。",
        _city_has_staff,
        (StepLink("職員を招待する", "city_person_invite", of_district=False),),
        may_do=lambda access: access.is_city_staff,
        order=40,
    ),
    CityFirstStep(
        "地区担当を決める",
        "すべての地区に、担当の職員を1人以上決めます。",
        _every_district_has_staff,
        (StepLink("地区担当を決める", "assignment_add", of_district=False),),
        may_do=lambda access: access.is_city_staff,
        order=50,
    ),
    CityFirstStep(
        "各地区のコーディネーターを招く",
        "下の表の「招待する」から招きます。あとは、その地区の「わたしの机」に、はじめにすることが出ます。",
        _every_district_has_coordinator,
        (StepLink("地区の表を見る", "city", of_district=False, fragment="districts"),),
        may_do=lambda access: access.is_administrator,
        order=60,
    ),
)

# -- Names and their readings ---------------------------------------------------------------------------------------


def readings(district: District | None) -> dict[str, str]:
    """The city and all its districts; where the city's reading was not typed in, what Sudachi knows, with し at its end."""
    names = dict(District.objects.values_list("name", "kana"))
    for city, kana in Council.objects.values_list("city", "city_kana"):
        # Read as a whole, since 日向 alone is ひなた; of a name that it does not know, Sudachi takes 市 for a market.
        names[city] = kana or re.sub("いち$", "し", morphology.reading(city))
    return names


# -- All else ------------------------------------------------------------------------------------------------------


plugins.register(
    *FIRST_STEPS,
    plugins.ReportGroup("district", "地区全体・引き継ぎ", icon="map", order=90),
    plugins.DeskShortcut(
        "印刷・帳票", "report_list", icon="print", may_use=lambda access: access.has_desk, order=60
    ),
    plugins.DeskShortcut(
        "名簿の取り込み", "import_list", icon="upload", may_use=lambda access: access.can_edit, order=70
    ),
    plugins.DeskCard("取り込みの途中", unfinished, order=70),
    plugins.ImporterEntry(PopulationImporter()),
    plugins.ReadingSource(readings),
    plugins.NeighborhoodMention("この町内だけの統計", "statistics", "削除されます。", order=90),
    plugins.DeskShortcut(
        "関係者", "people", icon="people", may_use=lambda access: access.can_read_internal, order=80
    ),
    plugins.DeskShortcut(
        "地区の設定", "district_settings", icon="settings", may_use=lambda access: access.can_edit, order=90
    ),
    plugins.Retention(
        data="関係者の招待（お名前・メールアドレス）",
        kept="受けた日、取り消した日、期限の切れた日から90日",
        purge=personal_data.purge_invitations,
        order=10,
    ),
    plugins.Retention(
        data="関係者のアカウント（メールアドレス・電話・ふりがな・ログインの情報）",
        kept="役割が終わり、ログインもなくなってから1年（お名前は、だれが直したかの記録として残ります）",
        purge=personal_data.purge_accounts,
        order=20,
    ),
    plugins.Retention(
        data="ログインしたことの記録（クッキーと対になるもの）",
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
        kept="印刷した日から1年（番号・日時・配布先は、記録として残ります）",
        purge=purge_internal_prints,
        order=50,
    ),
)
