"""Writes on themes of the year (年度のテーマ): a coordinator proposes, the chair approves."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.actions.recording import change, recorded
from groups.models import Challenge, Theme
from portal import history, search
from portal.models import District, User

# A district works on one or two themes a year (DOMAIN section 5.3).
MOST_IN_A_YEAR = 2


@recorded
def propose_theme(
    *, district: District, challenges: Iterable[Challenge] = (), by: User | None = None, **values: Any
) -> Theme:
    """Propose a theme, from the result of a vote (`candidate`) or directly. Raises ValidationError."""
    theme = Theme(district=district, proposed_by=by, **values)
    history.save(theme)
    theme.challenges.set(challenges)
    search.index(theme)
    return theme


@recorded
def update_theme(
    theme: Theme, *, challenges: Iterable[Challenge] | None = None, by: User | None = None, **values: Any
) -> Theme:
    """Change any of its fields; what is not named stays. Raises ValidationError."""
    change(theme, values)
    if challenges is not None:
        theme.challenges.set(challenges)
    search.index(theme)
    return theme


@recorded
def approve_theme(theme: Theme, *, by: User | None = None, on: date | None = None) -> Theme:
    """Put a theme into force, as the chair; residents see it from now on. Raises ValidationError."""
    # Two approvals at once wait for each other here.
    District.objects.select_for_update(no_key=True).get(pk=theme.district_id)
    year = Theme.objects.approved().filter(district=theme.district_id, fiscal_year=theme.fiscal_year)
    if year.exclude(pk=theme.pk).count() >= MOST_IN_A_YEAR:
        raise ValidationError(
            f"年度のテーマは{MOST_IN_A_YEAR}つまでです。先に、ほかのテーマの承認を取り消してください。"
        )
    change(theme, {"approved_by": by, "approved_on": on or timezone.localdate()})
    search.index(theme)
    return theme


@recorded
def unapprove_theme(theme: Theme, *, by: User | None = None) -> Theme:
    """Take an approval back: the theme is a proposal again."""
    change(theme, {"approved_by": None, "approved_on": None})
    search.index(theme)
    return theme


@recorded
def withdraw_theme(theme: Theme, *, by: User | None = None) -> None:
    """Delete a proposal that is not approved."""
    if theme.is_approved:
        raise ValidationError("承認されたテーマは、消せません。")
    search.forget(theme)
    theme.delete()
