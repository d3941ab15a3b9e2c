"""What is said of rows of the cremation list alone; the rest is in `departments/lists/reasons.py`."""

from __future__ import annotations

from banji.words import Words

# fmt: off
REASONS = {
    "no_death_date": Words("没有死亡日期，也没有火化日期。请补上。", "There is neither a date of death nor of cremation. Fill one in."),
    "no_died_on": Words("没有死亡日期，只有火化日期。", "No date of death, only of cremation."),
}
# fmt: on
