"""The columns of the list of funeral benefits. What was paid, and to whose account, is never read."""

from __future__ import annotations

from banji.departments.lists import columns as common
from banji.departments.lists.shape import Column, Kind
from banji.words import Words

COLUMNS = {
    "name": common.NAME_OF_THE_DEAD,
    "sex": common.SEX,
    "citizen_id_no": common.CITIZEN_ID_NO,
    "birth_date": common.BIRTH_DATE,
    "died_on": common.DIED_ON,
    "handled_on": Column(
        Words("办理日期", "handled on"),
        Kind.DATE,
        (
            *("办理日期", "办理时间", "申领日期", "申请日期", "受理日期", "核发日期", "审核日期", "核定日期", "待遇终止日期"),
            *("handled on", "handled_on"),
        ),
    ),
    "benefit_kind": Column(
        Words("待遇种类", "kind of benefit"),
        Kind.TEXT,
        (
            *("待遇种类", "待遇名称", "待遇类型", "待遇项目", "险种", "险种类型", "补助种类", "补助项目", "发放项目"),
            *("benefit kind", "benefit_kind"),
        ),
    ),
    "agency": Column(
        Words("经办机构", "agency"),
        Kind.TEXT,
        ("经办机构", "经办机构名称", "社保机构", "参保地", "办理机构", "agency"),
    ),
    "address": common.ADDRESS,
}  # fmt: skip
