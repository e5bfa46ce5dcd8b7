"""The table of test_access.py: each URL with what everybody gets. Records are those of wakaba in the demo city."""

import io
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from PIL import Image

from groups import actions as group_actions
from groups.models import Desk, DeskUse, Organization, OrganizationPhoto, Situation
from portal.actions import invitations
from portal.imports import actions as import_actions
from portal.imports.importer import importer_of
from portal.models import (
    Assignment,
    District,
    Invitation,
    Job,
    Membership,
    Neighborhood,
    Print,
    Role,
    Statistic,
    StoredFile,
    User,
)
from tests.access_councils import COUNCILS
from tests.access_network import NETWORK
from tests.access_rows import (
    ADMINISTRATOR,
    CITY,
    DESK,
    EDIT,
    EVERYBODY,
    INTERNAL,
    NOBODY,
    OWN_RECORD,
    RECORD,
    SIGNED_IN,
    Row,
    first,
    of_wakaba,
    wakaba,
    words,
)
from tests.surveys.access import SURVEYS


def own(*more: Any) -> Callable[[], list[Any]]:
    """Arguments: the district and 若葉の里, whose contact the contact is, then these words."""
    return lambda: ["wakaba", first(Organization.objects.filter(contacts__isnull=False)), *more]


def one(model: type[Model], *more: str, **conditions: Any) -> Callable[[], list[Any]]:
    """Arguments of a page outside the districts: the first record, then these words."""
    return lambda: [first(model._default_manager.filter(**conditions)), *more]


def an_invitation() -> list[Any]:
    link = invitations.invite(
        email="new@example.jp",
        role=Role.EDITOR,
        by=User.objects.get(email="wakaba@example.jp"),
        district=wakaba(),
    )
    return [link.rstrip("/").rpartition("/")[2]]


def an_open_invitation() -> list[Any]:
    an_invitation()
    return ["wakaba", first(Invitation.objects.open().filter(district=wakaba()))]


def a_city_invitation() -> list[Any]:
    invitations.invite(
        email="new@example.jp", role=Invitation.CITY_STAFF, by=User.objects.get(email="admin@example.jp")
    )
    return [first(Invitation.objects.open().filter(district=None))]


def an_import() -> list[Any]:
    record = import_actions.receive_file(
        district=wakaba(),
        importer=importer_of("organizations"),
        content="名称,電話\r\n新しい会,000-0000-0001\r\n".encode(),
        name="list.csv",
        by=User.objects.get(email="wakaba@example.jp"),
    )
    return ["wakaba", record.pk]


def a_job_of_the_coordinator() -> list[Any]:
    by = User.objects.get(email="wakaba@example.jp")
    return [Job.objects.create(kind="print", title="団体名簿", started_by=by, district=wakaba()).pk]


def a_confidential_print() -> list[Any]:
    file = StoredFile.objects.create(
        sha256="", content_type="application/pdf", name="名簿.pdf", content=b"%PDF"
    )
    record = Print.objects.create(
        number="若葉-0-0001",
        fiscal_year=0,
        serial=1,
        report="organization-roster",
        title="団体名簿",
        district=wakaba(),
        confidential=True,
        recipients="理事会",
        file=file,
        printed_by=User.objects.get(email="wakaba@example.jp"),
    )
    return [record.pk]


def of_a_photo(**consent: Any) -> OrganizationPhoto:
    """A photo of 若葉の里, put there for the occasion."""
    image = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(image, "PNG")
    return group_actions.add_photo(
        Organization.objects.get(pk=own()()[1]),
        upload=SimpleUploadedFile("photo.png", image.getvalue(), "image/png"),
        by=User.objects.get(email="wakaba@example.jp"),
        alt="玄関",
        **consent,
    )


def a_photo() -> list[Any]:
    return [*own()(), of_a_photo(shows_people=False).pk]


def a_photo_file(**consent: Any) -> Callable[[], list[Any]]:
    return lambda: [of_a_photo(**consent).photo_id, "small"]


def a_first_version(record: Any) -> int:
    return record.versions.order_by("pgh_id").values_list("pgh_id", flat=True)[0]


PORTAL = [
    Row("front", EVERYBODY),
    Row("start", SIGNED_IN, get=302),
    Row("unsaved", SIGNED_IN, post=302),
    Row("display", EVERYBODY, get=405, post=302),
    Row("healthz", EVERYBODY),
    Row("favicon", EVERYBODY, get=302),
    Row("sitemap", EVERYBODY),
    Row("robots", EVERYBODY),
    Row("styleguide", EVERYBODY),
    Row("help", EVERYBODY),
    Row("help_page", EVERYBODY, lambda: ["residents"]),
    Row("privacy", EVERYBODY),
    Row("accessibility", EVERYBODY),
    Row("account", SIGNED_IN, post=422),
    Row("setup", NOBODY, post=404),
    Row("signup_closed", "403 403 403 403 403 403 403 403 403", post=403),
    Row("invitation", EVERYBODY, an_invitation, post=200, who_posts="422 ok ok ok ok ok ok ok ok"),
    Row("photo", NOBODY, lambda: [999, "small"]),
    Row("photo", EVERYBODY, a_photo_file(shows_people=False)),
    Row("photo", "404 404 200 404 200 200 200 200 200", a_photo_file(shows_people=True)),
    Row("job", "login 404 404 404 ok 404 404 404 404", a_job_of_the_coordinator),
    Row("print", "login 404 404 403 ok ok ok ok ok", a_confidential_print),
]

CITY_PAGES = [
    Row("city", CITY),
    Row("city_settings", ADMINISTRATOR, post=422),
    Row("city_history", ADMINISTRATOR),
    Row("district_list", ADMINISTRATOR),
    Row("district_add", ADMINISTRATOR, post=422),
    Row("district_edit", ADMINISTRATOR, one(District), post=422),
    Row("district_close", ADMINISTRATOR, one(District), post=302),
    Row("city_people", CITY),
    Row("city_person_invite", CITY, post=422),
    Row("city_staff_end", CITY, one(User, email="city@example.jp"), post=302),
    Row("assignment_add", CITY, post=422),
    Row("assignment_end", CITY, one(Assignment), post=302),
    Row("city_invitation_resend", CITY, a_city_invitation, get=405, post=200),
    Row("city_invitation_withdraw", CITY, a_city_invitation, post=302),
    Row("person_detail", ADMINISTRATOR, one(User, email="wakaba@example.jp")),
    Row("person_change", ADMINISTRATOR, one(User, "stop", email="wakaba@example.jp"), post=302),
]

DISTRICT_PAGES = [
    Row("home", EVERYBODY, words()),
    Row("desk", DESK, words()),
    Row("search", EVERYBODY, words(), query=lambda: {"q": "若葉"}),
    Row("report_list", DESK, words()),
    Row("print_list", DESK, words()),
    Row("report", DESK, words("resource-list")),
    Row("report_options", DESK, words("resource-list")),
    Row("report_pdf", DESK, words("organization-card"), get=302, post=302),
    Row("report_xlsx", DESK, words("resource-list"), get=302, post=302),
    Row("people", INTERNAL, words()),
    Row("person_invite", EDIT, words(), post=422),
    # Only city staff leave a district without anybody.
    Row(
        "membership_end",
        EDIT,
        of_wakaba(Membership, role=Role.COORDINATOR),
        post=302,
        who_posts="login 404 404 403 422 422 ok 403 ok",
    ),
    Row("membership_handover", EDIT, of_wakaba(Membership, role=Role.COORDINATOR), post=422),
    Row("invitation_resend", EDIT, an_open_invitation, get=405, post=200),
    Row("invitation_withdraw", EDIT, an_open_invitation, post=302),
    Row("district_settings", EDIT, words(), post=302),
    Row("district_history", EDIT, words()),
    Row("district_restore", EDIT, lambda: ["wakaba", a_first_version(wakaba())], post=302),
    Row("neighborhood_list", EDIT, words()),
    Row("neighborhood_add", EDIT, words(), post=422),
    Row("neighborhood_add_many", EDIT, words(), post=422),
    Row("neighborhood_edit", EDIT, of_wakaba(Neighborhood), post=422),
    Row("neighborhood_move", EDIT, of_wakaba(Neighborhood), get=405, post=302),
    Row("neighborhood_delete", EDIT, of_wakaba(Neighborhood), post=302),
    Row("statistic_list", EDIT, words()),
    Row("statistic_add", EDIT, words(), post=422),
    Row("statistic_edit", EDIT, of_wakaba(Statistic), post=422),
    Row("statistic_delete", EDIT, of_wakaba(Statistic), post=302),
    Row("import_list", EDIT, words()),
    Row("import_new", EDIT, words(), post=422),
    Row("import_detail", EDIT, an_import, get=302),
    Row("import_mapping", EDIT, an_import, post=422),
    Row("import_reading", EDIT, an_import, get=405, post=422),
    Row("import_preview", EDIT, an_import, get=302, post=302),
    Row("import_commit", EDIT, an_import, get=405, post=302),
    Row("import_undo", EDIT, an_import, get=302, post=302),
    Row("import_discard", EDIT, an_import, post=302),
]

REGISTRY = [
    Row("groups:group_list", EVERYBODY, words()),
    Row("groups:group_map", EVERYBODY, words()),
    Row("groups:group_export", DESK, words()),
    Row("groups:group_new", EDIT, words(), post=422),
    Row("groups:group_detail", EVERYBODY, own()),
    Row("groups:group_edit", OWN_RECORD, own("purpose"), post=302),
    Row("groups:group_verify", OWN_RECORD, own(), get=405, post=302),
    Row("groups:group_status", RECORD, own(), post=422),
    Row("groups:group_consent", OWN_RECORD, own(), post=422),
    Row("groups:group_delete", RECORD, own(), post=422),
    Row("groups:photo_list", OWN_RECORD, own(), post=422),
    Row("groups:contact_list", RECORD, own(), post=422),
    Row(
        "groups:contact_remove",
        RECORD,
        lambda: [*own()(), first(User.objects.filter(organizations__isnull=False))],
        post=302,
    ),
    Row("groups:group_history", "login 403 ok 403 ok ok ok ok ok", own()),
    Row("groups:group_merge", RECORD, own()),
]


def a_duplicate() -> list[Any]:
    district, organization = own()()
    duplicate = Organization.objects.filter(district__slug="wakaba", contacts=None).order_by("pk")[0]
    return [district, organization, duplicate.pk]


def a_merged_duplicate() -> list[Any]:
    district, organization, duplicate = a_duplicate()
    group_actions.merge_organizations(
        Organization.objects.get(pk=duplicate), into=Organization.objects.get(pk=organization)
    )
    return [district, organization, duplicate]


def an_earlier_version() -> list[Any]:
    district, organization = own()()
    return [
        district,
        organization,
        "organization",
        a_first_version(Organization.objects.get(pk=organization)),
    ]


REGISTRY += [
    Row("groups:photo_edit", OWN_RECORD, a_photo, post=422),
    Row("groups:photo_move", OWN_RECORD, a_photo, get=405, post=302),
    Row("groups:photo_withdraw", OWN_RECORD, a_photo, post=302),
    Row("groups:photo_delete", OWN_RECORD, a_photo, post=302),
    Row("groups:group_restore", OWN_RECORD, an_earlier_version, post=302),
    Row("groups:group_merge_into", RECORD, a_duplicate, post=422),
    Row("groups:group_unmerge", RECORD, a_merged_duplicate, post=302),
]

DESKS = [
    Row("desks:desk_list", EVERYBODY, words()),
    Row("desks:desk_add", INTERNAL, words(), post=422),
    Row("desks:desk_detail", EVERYBODY, lambda: ["wakaba", first(Desk.objects.filter(district=None))]),
    Row(
        "desks:desk_edit",
        "login 404 404 403 403 403 ok ok ok",
        lambda: ["wakaba", first(Desk.objects.filter(district=None))],
        post=422,
    ),
    Row("desks:desk_verify", EDIT, of_wakaba(Desk), get=405, post=302),
    Row("desks:desk_history", EDIT, of_wakaba(Desk)),
    Row("desks:desk_use_settle", "login 404 404 404 ok ok ok ok ok", of_wakaba(DeskUse), get=405, post=302),
    Row("desks:situation_list", EVERYBODY, words()),
    Row("desks:situation_detail", EVERYBODY, lambda: ["wakaba", first(Situation.objects.top())]),
    Row("desks:situation_add", CITY, words(), post=422),
    Row("desks:situation_begin", CITY, words(), post=422),
    Row("desks:situation_edit", CITY, lambda: ["wakaba", first(Situation.objects.top())], post=422),
    Row("desks:situation_delete", CITY, lambda: ["wakaba", first(Situation.objects.top())], post=302),
]

PARTS = {
    "portal": PORTAL,
    "city": CITY_PAGES,
    "district": DISTRICT_PAGES,
    "registry": REGISTRY,
    "desks": DESKS,
    **NETWORK,
    **COUNCILS,
    **SURVEYS,
}
TABLE = [row for rows in PARTS.values() for row in rows]
