"""The cast of every test: two districts of one city and the people who work in them."""

import fcntl
import gc
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import pytest_django
from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections
from django.test import Client
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

from groups.models import Organization
from portal import demo
from portal.models import Assignment, Council, District, Membership, Role, User
from tests import databases
from tests.groups.factory import make_organization

# What takes long begins first, so that no process is left alone with it in the end; and while one process makes the
# databases and the static files, the other has tests that need none, and then some that need only an empty database.
ORDER = ["browser", "plain", "portal", "accessibility", "serve", "demo_city", "others"]

TESTS = Path(__file__).parent

# Some moment (Unix time) from which no limit of an hour or a day ends within the next three hours.
NOON = 1_800_010_000


def kind_of(item: pytest.Item) -> str:
    group = item.get_closest_marker("xdist_group")
    if group is not None:
        return str(group.args[0])
    if item.get_closest_marker("django_db") is None and "django_db_setup" not in item.fixturenames:
        return "plain"
    if "demo_city" in item.fixturenames:
        return "demo_city"
    return "portal" if item.path.is_relative_to(TESTS / "portal") else "others"


class ByModule(LoadGroupScheduling):
    """Deals out groups and else whole modules, of which there are hundreds, not single tests, of which there are thousands."""

    def _split_scope(self, nodeid: str) -> str:
        scope = super()._split_scope(nodeid)
        return scope.split("::")[0] if scope == nodeid else scope


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByModule:
    return ByModule(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places: dict[Path, int] = defaultdict(int)
    for item in items:
        places[item.path] = max(places[item.path], ORDER.index(kind_of(item)))
    items.sort(key=lambda item: places[item.path])


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: no use in looking for garbage there again and again, nor often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> None:
    """The test database starts as a copy of the migrated one."""
    with django_db_blocker.unblock():
        databases.drop(connection.creation._get_test_db_name())
        connection.settings_dict["TEST"]["TEMPLATE"] = databases.migrated()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """It stays until the next run drops it: a thread that is still connected to it in the end is no failure."""
    return True


@pytest.fixture(scope="session", autouse=True)
def _clock_of_rate_limits() -> Iterator[None]:
    """The clock of rate limits stands still, so that no sendings of a test fall on both sides of a full minute or hour."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django_ratelimit.core.time", SimpleNamespace(time=lambda: NOON))
        yield


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    caches["local"].clear()


def make_user(name: str, **fields: object) -> User:
    return User.objects.create_user(
        email=f"{name}@example.jp", password="tsunagari-test", name=name, **fields
    )


def make_member(name: str, district: District, role: Role) -> User:
    user = make_user(name)
    Membership.objects.create(user=user, district=district, role=role)
    return user


@pytest.fixture
def council(db: None) -> Council:
    return Council.objects.create(
        pk=1,
        name="みどり野市社会福祉協議会",
        city="みどり野市",
        prefecture="みどり県",
        code="992011",
        phone="000-0000-0000",
    )


@pytest.fixture
def wakaba(council: Council) -> District:
    return District.objects.create(
        council=council,
        slug="wakaba",
        name="若葉地区",
        kana="わかばちく",
        council_name="若葉地区社会福祉協議会",
        order=1,
    )


@pytest.fixture
def shiomidai(council: Council) -> District:
    return District.objects.create(
        council=council,
        slug="shiomidai",
        name="潮見台地区",
        kana="しおみだいちく",
        council_name="潮見台地区社会福祉協議会",
        order=2,
    )


@pytest.fixture
def admin(db: None) -> User:
    """The system administrator."""
    return make_user("admin", is_superuser=True, is_staff=True)


@pytest.fixture
def city(wakaba: District) -> User:
    """City staff, in charge of wakaba (地区担当)."""
    user = make_user("city", is_city_staff=True)
    Assignment.objects.create(user=user, district=wakaba)
    return user


@pytest.fixture
def coordinator(wakaba: District) -> User:
    return make_member("wakaba", wakaba, Role.COORDINATOR)


@pytest.fixture
def chair(wakaba: District) -> User:
    return make_member("wakaba-chair", wakaba, Role.CHAIR)


@pytest.fixture
def editor(wakaba: District) -> User:
    return make_member("wakaba-editor", wakaba, Role.EDITOR)


@pytest.fixture
def stranger(shiomidai: District) -> User:
    """The coordinator of another district."""
    return make_member("shiomidai", shiomidai, Role.COORDINATOR)


@pytest.fixture
def organization(wakaba: District) -> Organization:
    return make_organization(
        wakaba, name="特別養護老人ホーム若葉の里", kana="とくべつようごろうじんほーむわかばのさと"
    )


@pytest.fixture
def contact(organization: Organization) -> User:
    """A contact of `organization`, who may edit that record only."""
    user = make_user("wakabanosato")
    organization.contacts.add(user)
    return user


@pytest.fixture
def client_of() -> Callable[[User | None], Client]:
    """A client signed in as the person; None is a resident."""

    def sign_in(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture(scope="session")
def loaded_database(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker, testrun_uid: str
) -> str:
    """A database with the demo city in it, to copy. Loading it takes seconds, so the first process does it for all."""
    with django_db_blocker.unblock():
        return databases.made_once("demo", testrun_uid, demo.load, source=databases.migrated())


@pytest.fixture(scope="session")
def demo_database(loaded_database: str, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[str]:
    """The demo city of this process."""
    name = f"{connection.settings_dict['NAME']}_demo"
    with django_db_blocker.unblock(), databases.copied(loaded_database, name):
        yield name


@pytest.fixture(scope="module")
def demo_city(demo_database: str, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """All tests of a module are in the demo city; each takes back what it writes, as with any database test."""
    with django_db_blocker.unblock(), databases.in_database(demo_database):
        yield


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """A database of this test alone, in which nothing is taken back: other connections see what it writes."""
    name = f"{connection.settings_dict['NAME']}_committed"
    template = connection.settings_dict["TEST"]["TEMPLATE"]
    with django_db_blocker.unblock(), databases.copied(template, name), databases.in_database(name):
        yield
        connections.close_all()


@pytest.fixture(scope="session")
def static_files() -> Path:
    """Static files as servers want them, to copy: to compress them takes seconds, so the first process does it."""
    folder = settings.DATA_DIR / "static"
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, settings.BASE_DIR / "manage.py", "collectstatic", "--no-input", "-v0"]
        subprocess.run(command, env=os.environ | {"STATIC_ROOT": str(folder)}, check=True)
    return folder
