"""On which grounds an application is refused (`law/refusals.yaml`), as a step of a case offers them."""

from __future__ import annotations

from django.utils.functional import Promise, lazystr
from django.utils.translation import get_language

from banji.law.refusals import Refusal, refusal, refusals
from banji.words import Words


class _Said:
    """Words that are said in the language of whoever reads them."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def __str__(self) -> str:
        return self.words.in_language(get_language() or "zh-hans")


GROUNDS: tuple[tuple[str, str | Promise], ...] = tuple(
    (code, lazystr(_Said(ground.text))) for code, ground in refusals().items() if ground.at_counter
)


def refusal_of(code: str) -> Refusal:
    """Raises `UnknownRefusal`."""
    return refusal(code)
