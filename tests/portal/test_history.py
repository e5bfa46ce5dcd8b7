"""Versions of a record, restoring one, and telling of conflicting edits."""

from datetime import date, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.actions.lists import purge_former_contacts, save_contacts
from groups.models import Activity, Contact, Organization
from portal import history
from portal.models import District, Neighborhood, Statistic, User
from tests.groups.factory import make_activity, make_contact, make_organization


class NameForm(history.VersionedForm):
    class Meta:
        model = Organization
        fields = ["name", "purpose"]
        widgets = {"purpose": forms.Textarea}


@pytest.fixture
def club(wakaba: District, coordinator: User) -> Organization:
    with history.by_user(coordinator):
        return make_organization(wakaba, name="寿クラブ")


def rename(organization: Organization, name: str, by: User) -> None:
    with history.by_user(by):
        organization.name = name
        history.save(organization)


def test_versions_tell_who_changed_what(club: Organization, coordinator: User, chair: User) -> None:
    rename(club, "若葉寿クラブ", chair)
    newest, first = history.versions_of(club)
    assert (newest.label, newest.by, newest.is_current) == ("変更", "wakaba-chair", True)
    assert [(change.label, change.before, change.after) for change in newest.changes] == [
        ("名称", "寿クラブ", "若葉寿クラブ")
    ]
    assert (first.label, first.by) == ("登録", "wakaba")


def test_hidden_fields_stay_out(club: Organization, chair: User) -> None:
    club.note = "内緒"
    history.save(club)
    assert history.versions_of(club, hide=["note"])[0].changes == []


def test_choices_and_lists_are_in_words(club: Organization) -> None:
    club.status, club.fields = "paused", ["health", "welfare"]
    history.save(club)
    changes = {change.label: change.after for change in history.versions_of(club)[0].changes}
    assert changes == {"活動の状態": "休止中", "活動分野": "健康、福祉"}


def test_restore_makes_a_new_version(club: Organization, chair: User) -> None:
    rename(club, "まちがい", chair)
    first = history.versions_of(club)[-1]
    restored = history.restore(club, first.id)
    assert (restored.name, restored.version) == ("寿クラブ", 3)
    assert len(history.versions_of(club)) == 3


def test_a_version_of_another_record_cannot_be_restored(club: Organization, wakaba: District) -> None:
    other = make_organization(wakaba, name="別の会")
    with pytest.raises(other.versions.model.DoesNotExist):
        history.restore(club, other.versions.get().pgh_id)


def test_save_refuses_what_breaks_a_rule(club: Organization) -> None:
    club.latitude = 35.0
    with pytest.raises(ValidationError) as caught:
        history.save(club)
    assert "緯度と経度は、両方を入力するか、両方を空欄にしてください。" in caught.value.messages


def test_what_was_saved_at_the_same_moment_is_told(wakaba: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two presses of a button: both forms are found good before either is saved."""
    first, second = (Neighborhood(district=wakaba, name="けやき台") for _ in range(2))
    check = second.full_clean

    def be_overtaken() -> None:
        check()
        Neighborhood.objects.bulk_create([first])

    monkeypatch.setattr(second, "full_clean", be_overtaken)
    with pytest.raises(ValidationError) as refused:
        history.save(second)
    assert refused.value.messages == ["同じ名前の町内がすでにあります。"]


def test_what_somebody_deleted_does_not_come_back_by_a_form_that_was_open(club: Organization) -> None:
    Organization.objects.get(pk=club.pk).delete()
    club.name = "新しい名前"
    with pytest.raises(history.Gone):
        history.save(club)
    assert not Organization.objects.exists()


def test_form_saves_when_nobody_else_did(club: Organization) -> None:
    form = NameForm({"name": "新しい名前", "purpose": "", "version": "1"}, instance=club)
    assert form.is_valid()
    assert "version" not in form.cleaned_data


def test_form_tells_of_a_newer_version_and_lets_overwrite_knowingly(club: Organization, chair: User) -> None:
    rename(Organization.objects.get(pk=club.pk), "会長が直した名前", chair)
    form = NameForm({"name": "わたしの名前", "purpose": "", "version": "1"}, instance=club)
    assert not form.is_valid()
    assert [(change.label, change.before, change.after) for change in form.conflicts] == [
        ("名称", "会長が直した名前", "わたしの名前")
    ]
    again = NameForm(form.data, instance=Organization.objects.get(pk=club.pk))
    assert again.is_valid()


def test_versions_cost_the_same_for_one_and_three(
    club: Organization, chair: User, django_assert_num_queries
) -> None:
    with django_assert_num_queries(4):
        history.versions_of(club)
    for name in ("一", "二", "三"):
        rename(club, name, chair)
    with django_assert_num_queries(4):
        history.versions_of(club)


def test_what_only_the_other_person_changed_is_kept(club: Organization, chair: User) -> None:
    rename(Organization.objects.get(pk=club.pk), "会長が直した名前", chair)
    form = NameForm({"name": "寿クラブ", "purpose": "わたしの目的", "version": "1"}, instance=club)
    assert form.is_valid()
    assert form.cleaned_data == {"name": "会長が直した名前", "purpose": "わたしの目的"}


def test_a_told_conflict_shows_what_only_the_other_person_changed(club: Organization, chair: User) -> None:
    other = Organization.objects.get(pk=club.pk)
    other.purpose = "会長の目的"
    rename(other, "会長が直した名前", chair)
    form = NameForm({"name": "わたしの名前", "purpose": "", "version": "1"}, instance=club)
    assert not form.is_valid()
    assert [change.field for change in form.conflicts] == ["name"]
    assert (form["name"].value(), form["purpose"].value()) == ("わたしの名前", "会長の目的")


def test_versions_of_several_records_also_deleted_ones(club: Organization, chair: User) -> None:
    tea, talk = make_activity(club, name="お茶の会"), make_activity(club, name="話す会")
    talk.name = "語る会"
    history.save(talk)
    tea.delete()
    events = history.event_model(Activity).objects.filter(organization=club)
    assert [
        (version.label, str(version.state), len(version.changes) > 0, version.is_current)
        for version in history.versions_among(Activity, events)
    ] == [
        ("削除", "お茶の会", False, False),
        ("変更", "語る会", True, True),
        ("登録", "話す会", True, False),
        ("登録", "お茶の会", True, False),
    ]


def test_a_deleted_record_can_be_restored(club: Organization) -> None:
    tea = make_activity(club, name="お茶の会", cost="100円")
    pk = tea.pk
    tea.delete()
    events = history.event_model(Activity).objects.filter(pgh_obj_id=pk)
    version = history.versions_among(Activity, events)[0]
    history.restore(version.state, version.id)
    assert list(club.activities.values_list("pk", "name", "cost")) == [(pk, "お茶の会", "100円")]


def test_figures_by_name_are_in_words() -> None:
    field = Statistic._meta.get_field("age_bands")
    assert history.in_words(field, {"0-4": {"male": 3, "female": 2}}) == "0-4: male: 3、female: 2"


def test_former_contacts_are_forgotten_a_year_after_they_changed(club: Organization) -> None:
    changed, gone = (
        make_contact(club, name="前の人", phone="000-0000-0001"),
        make_contact(club, name="消えた人"),
    )
    save_contacts(club, [{"pk": changed.pk, "name": "今の人"}], removed=[gone.pk])
    versions = history.event_model(Contact)._default_manager
    versions.update(pgh_created_at=timezone.make_aware(datetime(2026, 4, 1, 12)))
    assert purge_former_contacts(date(2027, 4, 1)) == 0
    assert purge_former_contacts(date(2027, 4, 2)) == 3
    assert list(versions.values_list("name", flat=True)) == ["今の人"]
    assert purge_former_contacts(date(2030, 4, 2)) == 0
    assert [version.label for version in history.versions_of(changed)] == ["変更"]
