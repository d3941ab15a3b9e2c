"""Medical certificates of death 死亡医学证明: health tells the police and civil affairs, promptly (PLAN_2017 三(三)4)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from banji.departments.health.columns import COLUMNS
from banji.departments.health.send import tell_civil_affairs
from banji.departments.lists.feeds import SHEETS, list_feed
from banji.departments.lists.shape import Order, Shape
from banji.files.kinds import JSON
from banji.words import Words

SHAPE = Shape(
    columns=COLUMNS,
    headings=("name", "citizen_id_no|birth_date", "died_on"),
    needs={"died_on": "cell_missing"},
    orders=(Order("birth_date", "died_on", "died_before_birth"),),
)

FEED = replace(
    list_feed(
        "health.hospital_deaths",
        Words("医疗机构死亡人员名单", "Deaths in medical institutions"),
        SHAPE,
        template=Path(__file__).with_name("samples") / "死亡医学证明名册模板.xlsx",
        accept=SHEETS | {JSON},
    ),
    on_read=tell_civil_affairs,
)
