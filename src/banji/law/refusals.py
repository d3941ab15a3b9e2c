"""Refusals in words: what is wrong, on which ground, what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from banji.law.profiles import words
from banji.law.shipped import REFUSALS
from banji.law.sources import Citation, register
from banji.law.yaml_lines import read
from banji.words import Words


class UnknownRefusal(ValueError):
    """No such reason code."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason code with its sentence, its ground and the next step."""

    code: str
    text: Words
    remedy: Words
    source: Citation
    # May an officer refuse an application at the counter on this ground?
    at_counter: bool = False


@cache
def refusals() -> dict[str, Refusal]:
    """Every refusal by its code."""
    return {
        row["code"]: Refusal(
            row["code"],
            words(row, "text"),
            words(row, "remedy"),
            register().cite(row["source"]),
            at_counter=bool(row.get("at_counter", False)),
        )
        for row in read(REFUSALS).rows("refusals")
    }


def refusal(code: str) -> Refusal:
    """Raises `UnknownRefusal`."""
    found = refusals().get(code)
    if found is None:
        raise UnknownRefusal(f"no refusal {code!r} in refusals.yaml")
    return found


def appeal(on: date) -> Citation:
    """The article by which whoever was refused on that day may ask a higher office to look at it again (行政复议)."""
    now = register().cite("RECONSIDERATION_2023 20")
    return now if now.source.in_force_on(on) else register().cite("RECONSIDERATION_1999 9")
