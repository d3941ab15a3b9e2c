"""Which kinds of papers there are: told by the rooms that issue them.

kinds.register(PaperKind("cancellation_proof", _("Proof of cancellation"), "ZX", still_true))     # in a room's `ready`
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from banji.printing.models import IssuedPaper

type Check = Callable[[Sequence[IssuedPaper]], Collection[int]]


def always(papers: Sequence[IssuedPaper]) -> Collection[int]:
    """For papers that say what was done (a receipt, a refusal): that stays true."""
    return [paper.pk for paper in papers]


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of papers. `letters` begin its numbers; `still_true` gives the ids of those among several papers of the
    kind whose content still holds, by what each `rests_on`: asked whenever somebody verifies one."""

    name: str
    title: str | Promise
    letters: str
    still_true: Check = always


_kinds: dict[str, PaperKind] = {}


def register(kind: PaperKind) -> None:
    """Raises `ValueError` for letters or a name that another kind has."""
    others = [one for name, one in _kinds.items() if name != kind.name]
    if any(one.letters == kind.letters for one in others):
        raise ValueError(f"Another kind of papers has the letters {kind.letters}.")
    _kinds[kind.name] = kind


def kind_of(name: str) -> PaperKind:
    """Raises `LookupError`."""
    return _kinds[name]
