"""Who may see and change surveys. Residents read what is published and answer; who edits the district does the rest.

Results are for nobody while a wave is open; people who work in the district see them once it is closed, residents
once they are published.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from portal.permissions import Access
from surveys.models import Survey, Wave


def get_survey_for(access: Access, pk: int) -> Survey:
    """A series of the reader's district that they may see. Raises Http404."""
    survey = Survey.objects.visible_to(access.user).filter(district=access.district, pk=pk).first()
    if survey is None:
        raise Http404("そのアンケートは見つかりません。")
    survey.district = access.district  # known already, with its council
    return survey


def get_wave_for(access: Access, pk: int, *, within: QuerySet[Wave] | None = None) -> Wave:
    """A wave of the reader's district that they may see, with its series. Raises Http404."""
    waves = (within if within is not None else Wave.objects.all()).visible_to(access.user)
    wave = waves.in_district(access.district).select_related("survey").filter(pk=pk).first()
    if wave is None:
        raise Http404("そのアンケートは見つかりません。")
    wave.survey.district = access.district
    return wave


def get_of_wave(wave: Wave, records: QuerySet, pk: int) -> Any:
    """A record that belongs to the wave. Raises Http404."""
    record = records.filter(wave=wave, pk=pk).first()
    if record is None:
        raise Http404("そのページは見つかりません。")
    record.wave = wave
    return record


def may_see_results(access: Access, wave: Wave) -> bool:
    """Internal results: who works in the district and city staff, once the wave is closed."""
    return wave.is_closed and access.has_desk


def get_results_for(access: Access, pk: int) -> Wave:
    """A wave of the reader's district whose internal results they may see, with its snapshot; also where words are
    written of them: free texts, tags, summaries.

    Raises Http404 for who does not work in the district, PermissionDenied while the wave is not closed: until then
    results are for nobody, though all see the wave.
    """
    if not access.has_desk:
        raise Http404("そのアンケートは見つかりません。")
    wave = get_wave_for(access, pk, within=Wave.objects.select_related("snapshot"))
    if not may_see_results(access, wave):
        raise PermissionDenied("結果は、アンケートを締め切ってから見られます。")
    return wave
