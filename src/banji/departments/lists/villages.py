"""Does an address name a village that this city has, or ever had?"""

from __future__ import annotations

import re

from banji.addresses.models import Division
from banji.addresses.names import short_name, stem

_VILLAGE = re.compile(
    r"(?:镇|乡|街道(?:办事处)?)([^市县区镇乡道]{1,12}?(?:村民委员会|村委会|社区居民委员会|居民委员会|居委会|社区|村))"
)


def known_villages() -> frozenset[str]:
    """Every village name this city has ever had."""
    names = Division.objects.filter(level=Division.Level.VILLAGE).values_list("name", flat=True).distinct()
    return frozenset(stem(short_name(name)) for name in names)


def village_known(address: str, known: frozenset[str]) -> bool:
    """True also where the address names no village, or where no list of divisions is loaded."""
    named = _VILLAGE.search(address.replace(" ", ""))
    return named is None or not known or stem(short_name(named[1])) in known
