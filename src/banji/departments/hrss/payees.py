"""People to whom a pension, an allowance or relief is paid. Who stands there is looked for among the dead, and nothing
else; amounts and accounts are not read.
"""

from __future__ import annotations

from pathlib import Path

from banji.departments.lists import columns as common
from banji.departments.lists.feeds import list_feed
from banji.departments.lists.shape import Column, Kind, Shape
from banji.words import Words

SHAPE = Shape(
    columns={
        "name": Column(
            Words("姓名", "name"), Kind.NAME, (*common.NAME.headings, "领取人姓名", "待遇领取人", "享受人姓名")
        ),
        "citizen_id_no": common.CITIZEN_ID_NO,
        "benefit_kind": Column(
            Words("待遇种类", "kind of benefit"),
            Kind.TEXT,
            ("待遇种类", "待遇名称", "待遇类别", "待遇类型", "险种", "险种类型", "发放项目", "benefit kind", "benefit_kind"),
        ),
        "paid_since": Column(
            Words("发放起始日期", "paid since"),
            Kind.TEXT,
            ("发放起始日期", "待遇享受开始日期", "享受起始时间", "领取起始时间", "起领日期", "paid since", "paid_since"),
        ),
        "agency": Column(
            Words("经办机构", "paying agency"),
            Kind.TEXT,
            ("经办机构", "发放机构", "发放单位", "参保地", "agency"),
        ),
    },
    headings=("name", "citizen_id_no"),
    needs={"citizen_id_no": "cell_missing"},
)  # fmt: skip

PAYEES = list_feed(
    "hrss.payees",
    Words("待遇领取人员名单", "People to whom a benefit is paid"),
    SHAPE,
    template=Path(__file__).with_name("samples") / "待遇领取人员名单模板.xlsx",
)
