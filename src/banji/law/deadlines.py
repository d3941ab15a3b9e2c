"""When a period ends: the one way the whole software counts time.

The first day is not counted; a period in months or years ends on the same day number, or on the month's last day if
there is none; a last day that is a rest day moves to the first day after the rest [law: 民法典 Art 200-203, before
that 民法通则 Art 154]. Working days skip rest days and count made-up Saturdays.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from banji.law.calendar import Holidays, shipped_holidays
from banji.law.sources import Citation, source
from banji.law.units import Unit
from banji.words import Words

ONE_DAY = timedelta(days=1)
LONGEST = 36600
"""Days: a hundred years. A longer period is a slip of the pen, not a deadline."""


class NotFinal(ValueError):
    """The day rests on a year whose holidays are not loaded; no act may rest on it until they are."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A period with its last day.

    `due_on` is the last day on which the person may act in time; `act_from` is the first day on which its running
    out may have consequences. `reason` says in words how the day was found.
    """

    start: date
    due_on: date
    act_from: date
    provisional: bool
    reason: Words

    def require_final(self) -> Deadline:
        """This deadline, for an act to rest on. Raises `NotFinal` while it is provisional."""
        if self.provisional:
            raise NotFinal(
                f"期限 {self.due_on} 为暂定：该时段的节假日安排尚未载入，载入后方可据以办理。 "
                f"The deadline {self.due_on} is provisional: load the holidays of that time first."
            )
        return self

    def passed_on(self, day: date) -> bool:
        """Has the period run out at the start of that day?"""
        return day >= self.act_from


def deadline(
    start: date,
    n: int,
    unit: Unit | str,
    *,
    holidays: Holidays | None = None,
    weekends: bool = True,
    to_the_day: bool = False,
) -> Deadline:
    """The period of `n` units that begins with the event on `start`.

    `weekends=False` moves a last day only off published holidays, not off ordinary weekends: whether 法定休假日
    means both is a setting of the profile. `to_the_day`: a paper is good for so long and no longer; such a last day is
    never moved, and rests on no holidays (Art 203 lets somebody act later, it prolongs no validity). `n=0` means "on the same day" and is never moved. Raises `ValueError`
    for a negative or absurdly long period; a date whose holidays are unknown is never an error, but provisional.

    >>> deadline(date(2017, 5, 2), 1, "month").due_on
    datetime.date(2017, 6, 2)
    """
    unit = Unit(unit)
    days = holidays or shipped_holidays()
    if not 0 <= n * _DAYS_PER[unit] <= LONGEST:
        raise ValueError(f"a period of {n} {unit} is no deadline: it must be between 0 and 100 years")
    if n == 0:
        return Deadline(start, start, start + ONE_DAY, False, Words("当日办理。", "On the same day."))
    if unit is Unit.WORKING_DAY:
        last, provisional = _count_working_days(start, n, days)
        moved = last
    else:
        last = _last_day(start, n, unit)
        moved, provisional = (last, False) if to_the_day else _off_rest_days(last, days, weekends=weekends)
    reason = _reason(start, unit.words(n), last, moved, provisional, counted=unit is not Unit.WORKING_DAY)
    return Deadline(start, moved, moved + ONE_DAY, provisional, reason)


_DAYS_PER = {Unit.DAY: 1, Unit.WORKING_DAY: 2, Unit.MONTH: 31, Unit.YEAR: 366}


def add_months(day: date, n: int) -> date:
    """The same day number `n` months on, or that month's last day [law: 民法典 Art 202]."""
    years, month0 = divmod(day.month - 1 + n, 12)
    year, month = day.year + years, month0 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def age_on(birth: date, day: date) -> int:
    """Full years (周岁), reached on the birthday; born on 29 February, in common years on 28 February."""
    years = day.year - birth.year
    return years - (day < add_months(birth, 12 * years))


def _last_day(start: date, n: int, unit: Unit) -> date:
    if unit is Unit.DAY:
        return start + timedelta(days=n)
    return add_months(start, n if unit is Unit.MONTH else 12 * n)


def _off_rest_days(day: date, days: Holidays, *, weekends: bool) -> tuple[date, bool]:
    """The day itself or the first one after the rest, and whether any day looked at is unknown."""
    provisional = not days.knows(day)
    rests = days.is_rest if weekends else days.is_holiday
    while rests(day):
        day += ONE_DAY
        provisional = provisional or not days.knows(day)
    return day, provisional


def _count_working_days(start: date, n: int, days: Holidays) -> tuple[date, bool]:
    day, provisional = start, False
    while n:
        day += ONE_DAY
        provisional = provisional or not days.knows(day)
        n -= not days.is_rest(day)
    return day, provisional


def working_days_late(due_on: date, day: date, *, holidays: Holidays | None = None) -> int:
    """How many working days a period that ended on `due_on` has been over on `day`; 0 also on a rest day right after.

    >>> working_days_late(date(2017, 3, 3), date(2017, 3, 7))  # from Friday to Tuesday
    2
    """
    days = holidays or shipped_holidays()
    after = (due_on + timedelta(days=n) for n in range(1, (day - due_on).days + 1))
    return sum(1 for each in after if not days.is_rest(each))


def counting_law(day: date) -> tuple[Citation, ...]:
    """The articles on counting periods that were in force on that day."""
    if day >= date(2021, 1, 1):
        return source("CIVIL_CODE", "201"), source("CIVIL_CODE", "202"), source("CIVIL_CODE", "203")
    if day >= date(2017, 10, 1):
        return tuple(source("CIVIL_GENERAL_2017", at) for at in ("201", "202", "203"))
    return (source("CIVIL_1986", "154"),)


def _reason(
    start: date, period: Words, last: date, moved: date, provisional: bool, *, counted: bool
) -> Words:
    zh = f"自{_zh(start)}起{period.zh}，当日不计入，末日为{_zh(last)}"
    en = f"{period.en} from {start}, that day not counted: last day {last}"
    if moved != last:
        zh += f"；末日为休假日，顺延至{_zh(moved)}"
        en += f"; a rest day, moved to {moved}"
    if provisional:
        zh += "；节假日安排尚未载入，日期为暂定"
        en += "; provisional, the holidays are not loaded"
    if counted:
        first, *rest = counting_law(start)
        zh += f"（{first.cite('zh')}{''.join('、' + other.cite('zh').split('》')[1] for other in rest)}）"
    return Words(f"{zh}。", f"{en}.")


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
