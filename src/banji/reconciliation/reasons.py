"""Why a row waits for a clerk or was not found, in both languages."""

from __future__ import annotations

from banji.matching.decisions import WHY
from banji.matching.levels import WITHIN_LEVELS, Level
from banji.words import Words

PREFIX = "match."

REASONS = {
    f"{PREFIX}confirm": Words("建议为同一人，但号码和姓名没有都完全相符，请核对。", "Suggested, but number and name do not both agree: please check."),
    f"{PREFIX}changed": Words("比对以后该人员的登记有变动，请重新核对。", "This person's registration has changed since the comparison: please check again."),
    f"{PREFIX}same_as_before": Words("内容相同的一行已在等待核对。", "A row of the same content already waits for a clerk."),
    f"{PREFIX}asked": Words("已向来源单位核实，等待答复。", "The sender has been asked; waiting for the answer."),
    f"{PREFIX}undone": Words("原来的核对结果已撤销，请重新核对。", "The earlier decision was undone: please check again."),
    f"{PREFIX}living": Words("在世或者非因死亡注销的人员，无需处理。", "A living person, or cancelled for a reason other than death: nothing follows."),
    f"{PREFIX}no_dead": Words("已故注销人员中没有此人，无需处理。", "Nobody cancelled on death can be meant: nothing follows."),
    f"{PREFIX}clerk_none": Words("经人工核对，登记簿中没有此人。", "A clerk has found that nobody in the register is meant."),
    **{f"{PREFIX}{code}": words for code, words in WHY.items() if code},
}  # fmt: skip

_LEVELS = {f"{level.field}:{level.code}": level for level in WITHIN_LEVELS}


def level(code: str) -> Level | None:
    """The level behind a code kept with a candidate; None when the table has dropped it since."""
    return _LEVELS.get(code)
