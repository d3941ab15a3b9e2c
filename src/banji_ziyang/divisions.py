"""Ziyang's divisions: which lists, and from when each counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parent / "data" / "divisions"


class DivisionList(NamedTuple):
    """A list in the package. `source` is kept on every row that comes from it."""

    path: Path
    valid_from: date
    source: str


# [assume] The list published for 2018-10-31 is taken to hold since 2000: the register's history goes back further
# than any list, and Ziyang in its present extent dates from 2016 at the latest.
FIRST = DivisionList(
    _FOLDER / "ziyang_2018.csv", date(2000, 1, 1), "国家统计局统计用区划代码（2018年），视为自2000年起有效"
)

# [assume] Sichuan reformed its towns in the second half of 2019 and its villages in the first of 2020; the decrees give
# each place a day of its own, the lists give none. The turn of the year stands for all of them until the city loads
# its own list; settle a village's successor from its decree where only its town is known.
NEWER = DivisionList(
    _FOLDER / "ziyang_2023.csv", date(2020, 1, 1), "国家统计局统计用区划代码（2023年），视为自2020年起有效"
)
