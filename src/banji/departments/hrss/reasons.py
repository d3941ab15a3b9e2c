"""What is said of rows of the list of funeral benefits alone; the rest is in `departments/lists/reasons.py`."""

from __future__ import annotations

from banji.words import Words

# fmt: off
REASONS = {
    "no_handled_on": Words("没有办理日期，无法核对是否及时通报。", "No day of handling: whether it was told in time cannot be checked."),
    "handled_before_death": Words("办理日期早于死亡日期，有一个写错。", "Handled before the day of death: one of the two is wrong."),
}
# fmt: on
