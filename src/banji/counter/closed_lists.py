"""The closed list of papers for what somebody came for: what to ask, what was brought, what is missing (P-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from banji.exchange.timeliness import rules_on
from banji.law import papers
from banji.law.papers import Demand
from banji.register.lawful import Brought

type Groups = tuple[tuple[Demand, ...], ...]


@dataclass(frozen=True, slots=True)
class ClosedList:
    """`each` are all needed, of `any_of` one is enough; `name` as in `register.lawful.require`."""

    name: str
    each: tuple[Demand, ...]
    any_of: tuple[Demand, ...]
    profile: str
    on: date

    @property
    def step(self) -> str:
        return f"register.{self.name}" if self.name else ""

    @property
    def demands(self) -> tuple[Demand, ...]:
        return (*self.any_of, *self.each)

    def missing(self, brought: Sequence[Brought]) -> Groups:
        """Groups, of each of which one paper is enough."""
        if not self.name:
            return ()
        have = {each.paper for each in brought}
        return papers.missing(self.step, have, profile=self.profile, on=self.on)


def closed_list(name: str, on: date) -> ClosedList:
    """The list of that day under the city's profile; an empty one where the law asks for no paper."""
    profile = rules_on(on).profile
    if not name:
        return ClosedList("", (), (), profile, on)
    step = f"register.{name}"
    return ClosedList(
        name,
        papers.all_of(step, profile=profile, on=on),
        papers.one_of(step, profile=profile, on=on),
        profile,
        on,
    )


def brought(given: Mapping[str, str]) -> list[Brought]:
    """From what a form keeps: the number on each paper that was shown, by paper."""
    return [Brought(paper, number) for paper, number in given.items()]
