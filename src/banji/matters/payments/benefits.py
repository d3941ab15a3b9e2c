"""What somebody may be paid for, as the lists name it. Never how much: amounts and accounts are not read."""

from __future__ import annotations

from banji.words import Words

OTHER = "OTHER"
PAYROLL = "PAYROLL"

BENEFITS = {
    "PENSION": Words("企业职工养老金", "employees' pension"),
    "CIVIL_PENSION": Words("机关事业单位养老金", "public servants' pension"),
    "RESIDENT_PENSION": Words("城乡居民养老金", "residents' pension"),
    "SURVIVOR": Words("遗属待遇", "survivor's benefit"),
    "RELIEF": Words("救助和补贴", "relief or allowance"),
    PAYROLL: Words("财政供养工资", "pay from public funds"),
    OTHER: Words("其他待遇", "another benefit"),
}
# How lists write them; the first that stands in the text.
_WRITTEN = (
    ("遗属", "SURVIVOR"), ("供养亲属", "SURVIVOR"), ("机关", "CIVIL_PENSION"), ("事业", "CIVIL_PENSION"),
    ("城乡居民", "RESIDENT_PENSION"), ("居民养老", "RESIDENT_PENSION"), ("居保", "RESIDENT_PENSION"),
    ("新农保", "RESIDENT_PENSION"), ("低保", "RELIEF"), ("救助", "RELIEF"), ("补贴", "RELIEF"), ("特困", "RELIEF"),
    ("高龄津贴", "RELIEF"), ("企业", "PENSION"), ("职工", "PENSION"), ("退休", "PENSION"), ("养老金", "PENSION"),
)  # fmt: skip


def read_benefit(text: str) -> str:
    """The code of a benefit as a list writes it; OTHER for whatever we do not know. A code stands for itself."""
    if text in BENEFITS:
        return text
    return next((code for written, code in _WRITTEN if written in text), OTHER)


def words(code: str) -> Words:
    return BENEFITS.get(code, BENEFITS[OTHER])
