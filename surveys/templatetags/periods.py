"""When a wave could be answered, in words. {% load periods %} {{ wave|period }} {{ wave|period_with_era }} {{ wave|period_held }}行った"""

from django import template

from portal.japanese.calendar import long_date_with_era
from surveys.models import Wave
from surveys.reports import periods

register = template.Library()


@register.filter
def period(wave: Wave) -> str:
    """「2025年6月1日（日）から2025年6月30日（月）まで」."""
    return periods.period_of(wave)


@register.filter
def period_with_era(wave: Wave) -> str:
    """「2025年（令和7年）6月1日（日）から2025年（令和7年）6月30日（月）まで」."""
    return periods.period_of(wave, long_date_with_era)


@register.filter
def period_held(wave: Wave) -> str:
    """Before 「行った」: 「2025年6月1日（日）から2025年6月30日（月）まで」, 「2025年6月1日（日）に」."""
    return periods.period_held(wave)
