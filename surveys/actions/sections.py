"""Writes on the sections (まとまり) of a questionnaire."""

from django.core.exceptions import ValidationError
from django.db.models import Max

from groups.actions.recording import recorded
from portal import history
from portal.models import User
from surveys.actions.guards import guard_of, is_slip, refuse
from surveys.actions.order import check_followups, fresh, swap
from surveys.actions.waves import locked, raise_edition
from surveys.models import Section


@recorded
def save_section(section: Section, *, by: User | None = None) -> Section:
    """Save a section; a new one comes last. Raises ValidationError."""
    wave = locked(section.wave)
    guard = guard_of(wave)
    refuse(guard.editing)
    if section.pk is None:
        refuse(guard.adding)
        section.order = (wave.sections.aggregate(last=Max("order"))["last"] or 0) + 1
    elif guard.wording:
        stored = Section.objects.get(pk=section.pk)
        if not (is_slip(stored.title, section.title) and is_slip(stored.text, section.text)):
            refuse(guard.wording, "title")
    history.save(section)
    raise_edition(wave)
    return section


@recorded
def move_section(section: Section, *, by_places: int, by: User | None = None) -> None:
    """Move a section up (-1) or down (1) with its questions. Raises ValidationError."""
    wave = locked(section.wave)
    refuse(guard_of(wave).moving)
    swap(list(wave.sections.all()), fresh(section), by_places)
    check_followups(wave)
    raise_edition(wave)


@recorded
def delete_section(section: Section, *, by: User | None = None) -> None:
    """Delete a section without questions. Raises ValidationError."""
    wave = locked(section.wave)
    refuse(guard_of(wave).deleting)
    if section.questions.exists():
        raise ValidationError(
            "質問が残っているため、消せません。先に、質問を消すか、ほかのまとまりに動かしてください。"
        )
    section.delete()
    raise_edition(wave)
