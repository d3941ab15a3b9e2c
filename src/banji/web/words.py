"""How numbers, dates and durations are said, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

WEEKDAYS_ZH = "一二三四五六日"
SOON_DAYS = 7


def in_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def day(value: date | datetime | None) -> str:
    """2017年1月31日 (周二) · Tue 31 Jan 2017; empty for None."""
    if not value:
        return ""
    on = _local(value).date() if isinstance(value, datetime) else value
    if in_chinese():
        return f"{on.year}年{on.month}月{on.day}日 (周{WEEKDAYS_ZH[on.weekday()]})"
    return f"{on:%a} {on.day} {on:%b} {on.year}"


def moment(value: datetime | None) -> str:
    """2017年1月31日 (周二) 09:05 · Tue 31 Jan 2017, 09:05."""
    if not value:
        return ""
    local = _local(value)
    return f"{day(local)}{' ' if in_chinese() else ', '}{local:%H:%M}"


def thousands(value: float | None, digits: int = 0) -> str:
    """20,358; a dash for None: unknown is not zero."""
    return "–" if value is None else f"{value:,.{digits}f}"


def percent(numerator: float | None, denominator: float | None) -> str:
    """91.4 %; a dash where nothing can be said (no denominator)."""
    if numerator is None or not denominator:
        return "–"
    return f"{thousands(100 * numerator / denominator, 1)} %"


def duration(length: timedelta) -> str:
    """A length in the largest unit people would count it in."""
    seconds = max(0, round(length.total_seconds()))
    if seconds >= 86400:
        n = round(seconds / 86400)
        return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}
    if seconds >= 3600:
        n = round(seconds / 3600)
        return ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n}
    if seconds >= 60:
        n = round(seconds / 60)
        return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}
    return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}


def id_groups(number: str) -> tuple[str, ...]:
    """A citizen ID number in the groups it is read aloud in: 6-8-4 (15 digits: 6-6-3); others stay whole."""
    if len(number) == 18:
        return number[:6], number[6:14], number[14:]
    return (number[:6], number[6:12], number[12:]) if len(number) == 15 else (number,)


class Clock(NamedTuple):
    """A deadline in words, with the tone of its colour."""

    words: str
    tone: str


def clock(due_on: date, today: date) -> Clock:
    """ "6 days left", "last day today", "2 days overdue": the last day itself is still in time."""
    days = (due_on - today).days
    if days < 0:
        return Clock(ngettext("%(n)d day overdue", "%(n)d days overdue", -days) % {"n": -days}, "overdue")
    if days == 0:
        return Clock(gettext("last day today"), "soon")
    words = ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    return Clock(words, "soon" if days < SOON_DAYS else "working")


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
