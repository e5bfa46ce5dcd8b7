"""Writes on survey series (アンケート)."""

from django.core.exceptions import ValidationError

from groups.actions.recording import recorded
from portal import history, search
from portal.models import User
from surveys.models import Survey


@recorded
def save_survey(survey: Survey, *, by: User | None = None) -> Survey:
    """Save a series, new or changed. Raises ValidationError."""
    if survey.pk and survey.waves.exists():
        stored = Survey.objects.get(pk=survey.pk)
        if stored.key != survey.key and survey.waves.exclude(state="draft").exists():
            raise ValidationError(
                {
                    "key": "くらべるための記号（整理名）は、公開した回があるため変えられません。ほかの地区とくらべられなくなるためです。"
                }
            )
    history.save(survey)
    search.index_many(survey.waves.all())
    return survey


@recorded
def delete_survey(survey: Survey, *, by: User | None = None) -> None:
    """Delete a series without waves. Raises ValidationError."""
    if survey.waves.exists():
        raise ValidationError("回が残っているため、消せません。先に、準備中の回を消してください。")
    survey.delete()
