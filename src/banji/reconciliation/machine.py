"""What the machine may hand over by itself: only where the number and the name both agree (domain 5.2).

The number: whole, in its 15-digit form, or after repairing one slip, and never with another birth date beside it.
The name: the same, however common. Everything else is a proposal that waits for a clerk.
"""

from __future__ import annotations

from collections.abc import Collection

NUMBER_AGREES = frozenset({"number:whole", "number:fifteen", "number:repaired"})
NAME_AGREES = frozenset(
    {"name:same_2", "name:same_8", "name:same_32", "name:same_128", "name:same_512", "name:same"}
)

REASON = "号码和姓名均相符 (number and name agree)"


def decides(outcome: str, levels: Collection[str]) -> bool:
    """May a row with this outcome be handed over without a clerk?"""
    spoken = frozenset(levels)
    return outcome == "suggest" and bool(spoken & NUMBER_AGREES) and bool(spoken & NAME_AGREES)
