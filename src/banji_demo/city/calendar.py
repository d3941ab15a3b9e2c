"""Days as whole numbers since 1970-01-01, and their written forms."""

from datetime import date

import numpy as np
import polars as pl

from banji_demo.city.draws import Ints

YEAR = 365.2425


def day(year: int, month: int = 1, of_month: int = 1) -> int:
    """2017, 3, 1 → 17226."""
    return (date(year, month, of_month) - date(1970, 1, 1)).days


TODAY = day(2017, 3, 1)  # the demo's clock starts here
NEVER = 10**6  # a day beyond every calendar used here


def years(days: Ints) -> Ints:
    """Calendar year of each day."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def compact(days: Ints) -> Ints:
    """20170301 as a whole number."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    of_month = (dates - months).astype(np.int64) + 1
    whole = months.astype(np.int64)
    number: Ints = (whole // 12 + 1970) * 10000 + (whole % 12 + 1) * 100 + of_month
    return number


def written(days: Ints) -> pl.Series:
    """2017-03-01; empty for NEVER."""
    known = days < NEVER
    text = pl.Series(np.where(known, days, 0).astype(np.int32)).cast(pl.Date).dt.to_string("%Y-%m-%d")
    return text.set(pl.Series(~known), "")
