"""The end of raw answers (原票の廃棄): the settled numbers stay, what single people answered goes."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from groups.actions.recording import change, recorded
from portal.models import User
from surveys.actions.publishing import settle_unsettled
from surveys.actions.waves import close_left_open, locked
from surveys.models import Recheck, Remark, Snapshot, Wave
from surveys.reports.snapshots import snapshot_of


@recorded
def dispose_wave(wave: Wave, *, today: date | None = None, by: User | None = None) -> Wave:
    """Keep the settled numbers of a closed wave, then delete every answer of it. Raises ValidationError.

    Free texts that a person read and kept stay, as they are shown; those that nobody read or that were found unfit go.
    """
    wave = locked(wave)
    if not wave.is_closed:
        raise ValidationError("原票を消せるのは、締め切ったアンケートだけです。")
    if wave.disposed_on is not None:
        raise ValidationError("原票は、もう消してあります。")
    Snapshot.objects.update_or_create(wave=wave, defaults={"data": snapshot_of(wave)})
    kept = (Remark.State.QUOTABLE, Remark.State.INTERNAL)
    wave.remarks.exclude(state__in=kept).delete()
    for remark in wave.remarks.exclude(excerpt=""):
        Remark.objects.filter(pk=remark.pk).update(text=remark.excerpt)
    wave.remarks.update(answer=None, suspects=[])
    Recheck.objects.filter(response__wave=wave).delete()
    wave.responses.all().delete()
    wave.drafts.all().delete()
    change(wave, {"disposed_on": today or timezone.localdate()})
    return wave


def dispose_overdue(today: date) -> int:
    """Dispose of the answers of every wave whose last day (原票を残す最後の日) is over; how many waves.

    Waves that nobody has closed in time are closed first: before that they have no such day.
    """
    close_left_open(today)
    overdue = Wave.objects.filter(state=Wave.State.CLOSED, disposed_on=None, raw_until__lt=today)
    count = 0
    for wave in overdue.select_related("survey__district"):
        with transaction.atomic():
            dispose_wave(wave, today=today)
        count += 1
    return count


def look_after(today: date) -> int:
    """What is done every hour: `dispose_overdue`, and settle what was published before numbers were settled.

    Returns how many waves were disposed of.
    """
    count = dispose_overdue(today)
    settle_unsettled()
    return count
