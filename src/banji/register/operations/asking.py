"""What an officer is asked about before it is written: odd, but not against the law. Nothing is blocked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from banji.foundation.errors import Refused


class Doubt(NamedTuple):
    """Something odd; the officer looks again and confirms it by its code."""

    code: str
    text: str


class Asked(Refused):
    """Nothing is written yet: the officer confirms these doubts, or corrects what he typed."""

    def __init__(self, doubts: Iterable[Doubt]) -> None:
        self.doubts = tuple(doubts)
        super().__init__(
            " ".join(doubt.text for doubt in self.doubts),
            remedy=_("Look at the papers again; if it is so, confirm it."),
            code="asked",
        )


def ask(doubts: Iterable[Doubt], confirmed: Collection[str]) -> list[str]:
    """Raises `Asked` for doubts not confirmed yet, one for each code; returns the codes of those that were, for the event
    to keep."""
    found = list(doubts)
    if unanswered := [doubt for doubt in found if doubt.code not in confirmed]:
        raise Asked(_one_a_code(unanswered))
    return list(dict.fromkeys(doubt.code for doubt in found))


def _one_a_code(doubts: Iterable[Doubt]) -> list[Doubt]:
    """What is odd about several people in the same way is asked once, of all of them."""
    texts: dict[str, list[str]] = {}
    for doubt in doubts:
        texts.setdefault(doubt.code, []).append(doubt.text)
    return [Doubt(code, " ".join(dict.fromkeys(said))) for code, said in texts.items()]
