"""Lists as other people type them, with honest dirt and the truth beside each row."""

from banji_demo.lists.cremations import cremations
from banji_demo.lists.funeral_benefits import funeral_benefits
from banji_demo.lists.hospital_deaths import hospital_deaths
from banji_demo.lists.listed import PersonList
from banji_demo.lists.payments import Paid, payees, payroll

__all__ = [
    "Paid",
    "PersonList",
    "cremations",
    "funeral_benefits",
    "hospital_deaths",
    "payees",
    "payroll",
]
