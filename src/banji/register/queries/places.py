"""Town or country: the statistical class of the village, or the kind of its committee where that is unknown."""

from __future__ import annotations

from datetime import date

from banji.addresses import lineage
from banji.addresses.models import Division
from banji.register.models import Registration

URBAN, RURAL = "URBAN", "RURAL"

# 国统字〔2009〕91号, domain 4.3: 111 to 123 are urban, 210 and 220 rural.
_CLASSES = {"1": URBAN, "2": RURAL}
# Domain 3.7, other provinces' practice of 2016: 居委会 urban, 村委会 rural.
_NAMES = (("居委会", URBAN), ("居民委员会", URBAN), ("社区", URBAN), ("村委会", RURAL), ("村民委员会", RURAL))
_LAST_RESIDENTS_COMMITTEE, _LAST_VILLAGERS_COMMITTEE = 199, 399


def urban_rural_class(registration: Registration, on: date) -> str | None:
    """URBAN or RURAL by what the registered address's village is on that day; None where neither class nor kind is
    known, or a split village became both.

    Never by `legacy_hukou_category`, which is history and a condition for nothing (国发〔2014〕25号).
    """
    classes = {_class_of(village) for village in lineage.today(registration.village_id, on)}
    return classes.pop() if len(classes) == 1 else None


def _class_of(village: Division) -> str | None:
    if known := _CLASSES.get(village.urban_rural_class[:1]):
        return known
    by_name = next((kind for ending, kind in _NAMES if village.name.endswith(ending)), None)
    return by_name or _by_code(village.code)


def _by_code(code: str) -> str | None:
    """Village part of the 12 digits: 001 to 199 residents' committees, 200 to 399 villagers' committees."""
    part = code[9:12]
    if not part.isdigit() or not 0 < int(part) <= _LAST_VILLAGERS_COMMITTEE:
        return None
    return URBAN if int(part) <= _LAST_RESIDENTS_COMMITTEE else RURAL
