"""Age in full years (周岁)."""

from datetime import date


def age_on(birth_date: date, day: date) -> int:
    """Full years on `day`; a year is complete on the birthday itself (domain 0.2).

    Born on 29 February: in a common year the birthday is 1 March. [assume] No text of law seen by us names
    the day; this reading makes nobody older than the other one (28 February) would. Raises ValueError
    before the birth.
    """
    if day < birth_date:
        raise ValueError(f"{day} is before the birth on {birth_date}")
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
