"""What a step needs, as plain conditions over a plain view of the case (no Django here).

A need answers with the reasons why it is not met, each with the article it stands on; pages, the API and the act
itself ask the same need. Papers come from the closed lists of `law/papers.yaml`: a demand without a source cannot
even be written down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from banji.law.papers import Demand, PaperLists, paper_lists
from banji.law.profiles import Rules
from banji.law.sources import Citation
from banji.words import Words

NO_WORDS = Words("", "")


@dataclass(frozen=True, slots=True)
class PaperOnFile:
    """One paper put to the case."""

    id: int
    paper: str
    document_no: str = ""
    issued_on: date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoticeOnFile:
    """One written notice of the case, and the day its service set the clock going."""

    id: int
    addressee_kind: str
    dated: date
    clock_from: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that rules may look at. A matter adds its own fields in a subclass."""

    today: date
    rules: Rules
    lists: PaperLists
    state: str
    papers: tuple[PaperOnFile, ...] = ()
    notices: tuple[NoticeOnFile, ...] = ()
    # Who took a step last, by its name: actor ids.
    taken: Mapping[str, str] = field(default_factory=dict)
    # What the officer states with the step at hand.
    facts: Mapping[str, object] = field(default_factory=dict)

    def has(self, paper_id: str) -> bool:
        return any(on_file.paper == paper_id for on_file in self.papers)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step may not be taken now: what is wrong, on which ground, what to do next."""

    text: Words
    source: Citation
    remedy: Words = NO_WORDS


class Need(Protocol):
    """A condition of a step."""

    def lacking(self, view: View) -> tuple[Reason, ...]:
        """The reasons why it is not met; empty when it is."""
        ...

    def asked(self, view: View) -> tuple[tuple[Demand, ...], ...]:
        """The papers it asks for: groups of which one each is enough."""
        ...


@dataclass(frozen=True, slots=True)
class Papers:
    """The closed list of a step in `law/papers.yaml`, as it stood when the case was opened."""

    step: str

    def lacking(self, view: View) -> tuple[Reason, ...]:
        return tuple(
            _missing(group)
            for group in self.asked(view)
            if not any(view.has(demand.paper.id) for demand in group)
        )

    def asked(self, view: View) -> tuple[tuple[Demand, ...], ...]:
        profile, on = view.rules.profile, view.rules.on
        any_one = view.lists.one_of(self.step, profile=profile, on=on)
        each = view.lists.all_of(self.step, profile=profile, on=on)
        return (*((any_one,) if any_one else ()), *((demand,) for demand in each))


def _missing(group: tuple[Demand, ...]) -> Reason:
    zh = "、".join(demand.paper.name.zh for demand in group)
    en = ", ".join(demand.paper.name.en for demand in group)
    one = len(group) == 1
    text = Words(
        f"缺少{zh}。" if one else f"缺少以下任一材料：{zh}。",
        f"{'Missing' if one else 'One of these is missing'}: {en}.",
    )
    issuer = group[0].paper.issuer
    remedy = Words(f"由{issuer.zh}出具。", f"Issued by: {issuer.en}.") if one else Words("", "")
    return Reason(text, group[0].source, remedy)


@dataclass(frozen=True, slots=True)
class Check:
    """A fact that must hold; the function says in a `Reason` why it does not."""

    why_not: Callable[[View], Reason | None]

    def lacking(self, view: View) -> tuple[Reason, ...]:
        reason = self.why_not(view)
        return (reason,) if reason else ()

    def asked(self, view: View) -> tuple[tuple[Demand, ...], ...]:
        return ()


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of these needs."""

    needs: tuple[Need, ...]

    def lacking(self, view: View) -> tuple[Reason, ...]:
        return tuple(reason for need in self.needs for reason in need.lacking(view))

    def asked(self, view: View) -> tuple[tuple[Demand, ...], ...]:
        return tuple(group for need in self.needs for group in need.asked(view))


NOTHING = AllOf(())


def all_of(*needs: Need) -> AllOf:
    return AllOf(needs)


def papers_of(step: str) -> Papers:
    """The closed list of a step, e.g. `deaths.declare`. Raises `UnknownPaper` at import if there is none."""
    paper_lists().one_of(step)
    return Papers(step)
