"""Cells as people and spreadsheets write them."""

from datetime import date

import pytest

from banji.exchange.tables.cells import read_date


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2016.3.5", date(2016, 3, 5)),
        ("2016年3月5日", date(2016, 3, 5)),
        ("２０１６－０３－０５", date(2016, 3, 5)),
        ("20160305", date(2016, 3, 5)),
        ("2016-03-05 00:00:00", date(2016, 3, 5)),
        ("42434", date(2016, 3, 5)),
        ("8306", date(1922, 9, 27)),  # the very old: their birth is a serial of four digits
        ("1922", None),  # a year alone is no day
        ("2016-02-30", None),
        ("2016年3月", None),
        ("不详", None),
    ],
)
def test_days(cell: str, day: date | None) -> None:
    assert read_date(cell) == day
