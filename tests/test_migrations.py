"""Models and migrations agree, and migrations can be taken back."""

from io import StringIO
from pathlib import Path

import pgtrigger
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from portal.management.commands.serve import is_up_to_date
from portal.models import District

OUR_APPS = [
    config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR
]


@pytest.mark.django_db
def test_models_have_no_change_without_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


@pytest.mark.django_db
@pytest.mark.parametrize("app", OUR_APPS)
def test_each_app_has_one_last_migration(app: str) -> None:
    loader = MigrationLoader(connection)
    assert len(loader.graph.leaf_nodes(app)) == 1


@pytest.mark.django_db
def test_every_data_step_can_be_taken_back() -> None:
    loader = MigrationLoader(connection)
    one_way = [
        f"{app}.{name}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in OUR_APPS
        for operation in migration.operations
        if not operation.reversible
    ]
    assert one_way == []


@pytest.mark.django_db
def test_migrations_are_named_by_hand() -> None:
    loader = MigrationLoader(connection)
    automatic = [
        f"{app}.{name}"
        for (app, name) in loader.disk_migrations
        if app in OUR_APPS and ("_auto_" in name or "merge" in name)
    ]
    assert automatic == []


@pytest.mark.django_db
def test_a_database_without_a_trigger_of_its_history_is_behind() -> None:
    assert is_up_to_date()
    pgtrigger.uninstall("portal.District:insert_insert")
    assert not is_up_to_date()
    pgtrigger.install()
    assert is_up_to_date()


@pytest.mark.django_db
def test_a_migration_may_write_rows_of_tables_that_it_changed(wakaba: District) -> None:
    """Triggers from before know nothing of a new column: they would refuse every row where it must not be empty."""
    versions, plan = wakaba.versions.count(), [(Migration("0002_motto", "portal"), False)]
    connection.check_constraints()  # now: tables with checks to come cannot be changed
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default", plan=plan)
    with connection.cursor() as cursor:
        for table in ("portal_district", "portal_districtevent"):
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN motto text NOT NULL DEFAULT ''")
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN motto DROP DEFAULT")
        cursor.execute("UPDATE portal_district SET motto = 'お互いさま'")
        connection.check_constraints()
        for table in ("portal_district", "portal_districtevent"):
            cursor.execute(f"ALTER TABLE {table} DROP COLUMN motto")
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default", plan=plan)
    assert is_up_to_date()
    District.objects.update(name="若葉の里地区")
    assert wakaba.versions.count() == versions + 1


@pytest.mark.django_db
def test_triggers_stay_where_nothing_is_migrated() -> None:
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default", plan=[])
    assert is_up_to_date()


@pytest.mark.django_db
def test_triggers_come_back_also_where_an_app_has_no_tables_any_more() -> None:
    """As after `manage.py migrate surveys zero`."""
    connection.check_constraints()
    emit_pre_migrate_signal(
        verbosity=0, interactive=False, db="default", plan=[(Migration("0001_initial", "surveys"), True)]
    )
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE surveys_survey RENAME TO surveys_gone")
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default", plan=[])
        assert not is_up_to_date()
        cursor.execute("ALTER TABLE surveys_gone RENAME TO surveys_survey")
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default", plan=[])
    assert is_up_to_date()
