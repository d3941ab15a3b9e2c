"""Two records side by side: what the one has otherwise than the other, character by character."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.functional import Promise

_SHOWN = 3, 4  # of a number: the first three and the last four, as everywhere


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text, and whether the other record has it otherwise."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the two records."""

    field: str
    listed: list[Part]
    registered: list[Part]

    @property
    def differs(self) -> bool:
        return any(part.differs for part in self.listed + self.registered)


@dataclass(frozen=True, slots=True)
class Compared:
    """A line of two records with its name."""

    name: str | Promise
    pair: Pair


def differences(listed: str, registered: str) -> tuple[list[Part], list[Part]]:
    """Both texts in pieces; a piece the other lacks is marked. An unknown side differs from nothing."""
    if not listed or not registered:
        return [Part(listed, False)] if listed else [], [Part(registered, False)] if registered else []
    left, right = [], []
    for kind, a, b, c, d in SequenceMatcher(None, listed, registered, autojunk=False).get_opcodes():
        if listed[a:b]:
            left.append(Part(listed[a:b], kind != "equal"))
        if registered[c:d]:
            right.append(Part(registered[c:d], kind != "equal"))
    return left, right


def masked_differences(listed: str, registered: str) -> tuple[list[Part], list[Part]]:
    """Two numbers: only the digits that differ, and the ends as everywhere, are shown."""
    return tuple(_masked(parts) for parts in differences(listed, registered))  # type: ignore[return-value]


def _masked(parts: list[Part]) -> list[Part]:
    length, done, masked = sum(len(part.text) for part in parts), 0, []
    head, tail = _SHOWN
    for part in parts:
        places = range(done, done + len(part.text))
        text = "".join(
            digit if part.differs or place < head or place >= length - tail else "*"
            for place, digit in zip(places, part.text, strict=True)
        )
        masked.append(Part(text, part.differs))
        done += len(part.text)
    return masked
