"""The cremation list of civil affairs (PLAN_2017 三(三)4)."""

from __future__ import annotations

from pathlib import Path

from banji.departments.civil_affairs.columns import COLUMNS
from banji.departments.lists.feeds import list_feed
from banji.departments.lists.shape import Order, Shape
from banji.words import Words

SHAPE = Shape(
    columns=COLUMNS,
    headings=("name", "citizen_id_no|birth_date", "died_on|cremated_on"),
    needs={"died_on|cremated_on": "no_death_date"},
    notes_if_empty={"died_on": "no_died_on"},
    orders=(Order("birth_date", "died_on|cremated_on", "died_before_birth"),),
)

FEED = list_feed(
    "civil_affairs.cremations",
    Words("民政火化名单", "Cremation list of civil affairs"),
    SHAPE,
    template=Path(__file__).with_name("samples") / "火化人员名册模板.xlsx",
)
