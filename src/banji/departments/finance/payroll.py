"""Staff lists of units paid from public funds. Who stands there is looked for among the dead, and nothing else; what
anybody earns is not read.
"""

from __future__ import annotations

from pathlib import Path

from banji.departments.lists import columns as common
from banji.departments.lists.feeds import list_feed
from banji.departments.lists.shape import Column, Kind, Shape
from banji.words import Words

SHAPE = Shape(
    columns={
        "name": common.NAME,
        "citizen_id_no": common.CITIZEN_ID_NO,
        "unit": Column(
            Words("单位", "unit"),
            Kind.TEXT,
            ("单位", "单位名称", "所在单位", "工作单位", "供养单位", "预算单位", "unit"),
        ),
        "post_kind": Column(
            Words("岗位类别", "kind of post"),
            Kind.TEXT,
            ("岗位类别", "人员类别", "人员性质", "编制类别", "身份类别", "岗位", "post kind", "post_kind"),
        ),
    },
    headings=("name", "citizen_id_no", "unit"),
    needs={"citizen_id_no": "cell_missing", "unit": "cell_missing"},
)

PAYROLL = list_feed(
    "finance.payroll",
    Words("财政供养人员名单", "Staff paid from public funds"),
    SHAPE,
    template=Path(__file__).with_name("samples") / "财政供养人员名单模板.xlsx",
)
