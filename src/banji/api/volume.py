"""How many persons a client may ask about in a day (domain 7.4): its entry of the catalogue says so. One more is not
answered, and the audit administrator is alarmed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from math import ceil

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banji.api.models import AskedAbout, Volume
from banji.audit.acts import act
from banji.cases.alarms import TOO_MANY_PERSONS, raise_alarm
from banji.exchange.questions import Question
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.law.sources import source

KEPT = timedelta(days=90)


class TooMany(Refused):
    """More persons than the entry allows on one day."""


def count(subjects: Iterable[bytes], *, entry: Question, by: Actor) -> None:
    """Count these persons as asked about today, each once. Raises `TooMany` if one of them is past the limit.

    Whoever was within the limit stays so: a question put again is answered again.
    """
    today = clock.today()
    with transaction.atomic():
        within = _count(sorted(set(subjects)), entry, by, today)
    if within:
        return
    _alarm(entry, by, today)
    raise TooMany(
        _("Your entry of the catalogue allows questions about %(n)d persons a day.") % {"n": entry.per_day},
        rule=source("NORM_2021", "88").cite(get_language() or "zh-hans"),
        remedy=_("Go on tomorrow. Data in bulk are not handed over; the audit administrator has been told."),
        code="too_many_persons",
    )


def seconds_left_of_today() -> int:
    """Until the count of the next day begins, in city time."""
    now = clock.now()
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time.min, clock.CITY_TIME)
    return max(1, ceil((tomorrow - now).total_seconds()))


def _count(subjects: list[bytes], entry: Question, by: Actor, today: date) -> bool:
    """The row of the day is locked, so that two requests at once get different places."""
    mine = {"client_id": by.id, "entry": entry.code, "day": today}
    Volume.objects.bulk_create([Volume(**mine)], ignore_conflicts=True)
    volume = Volume.objects.select_for_update().get(**mine)
    known = {bytes(one.subject): one.n for one in volume.subjects.filter(subject__in=subjects)}
    new = [subject for subject in subjects if subject not in known]
    numbers = range(volume.persons + 1, volume.persons + 1 + len(new))
    places = dict(zip(new, numbers, strict=True))
    AskedAbout.objects.bulk_create(AskedAbout(volume=volume, subject=s, n=n) for s, n in places.items())
    Volume.objects.filter(pk=volume.pk).update(persons=volume.persons + len(new))
    return max((known | places).values(), default=0) <= entry.per_day


def _alarm(entry: Question, by: Actor, today: date) -> None:
    with act("api.too_many_persons", by=by, object_=("api_client", by.id), purpose=entry.purpose.zh) as this:
        said = _("%(client)s asked about more than %(n)d persons on %(day)s: %(what)s.")
        words = {"client": by.name, "n": entry.per_day, "day": today.isoformat(), "what": entry.title.zh}
        raise_alarm(
            TOO_MANY_PERSONS, subject=("api_client", by.id), text=said % words, station=None, this=this
        )


def forget(today: date) -> None:
    """Remove the counts of days long past."""
    Volume.objects.filter(day__lt=today - KEPT).delete()
