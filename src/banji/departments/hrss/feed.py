"""Recipients of funeral benefits 丧葬补助金: HRSS tells when it handles one (PLAN_2017 三(三)4)."""

from __future__ import annotations

from pathlib import Path

from banji.departments.hrss.columns import COLUMNS
from banji.departments.lists.feeds import list_feed
from banji.departments.lists.shape import Order, Shape
from banji.words import Words

SHAPE = Shape(
    columns=COLUMNS,
    headings=("name", "citizen_id_no|birth_date", "died_on"),
    needs={"died_on": "cell_missing"},
    notes_if_empty={"handled_on": "no_handled_on"},
    orders=(
        Order("birth_date", "died_on", "died_before_birth"),
        Order("died_on", "handled_on", "handled_before_death", stops=False),
    ),
)

FEED = list_feed(
    "hrss.funeral_benefits",
    Words("丧葬补助金领取人员名单", "Recipients of funeral benefits"),
    SHAPE,
    template=Path(__file__).with_name("samples") / "丧葬补助金名册模板.xlsx",
)
