"""Papers: what each is, who issues it, and the closed list of what a step may ask for (P-01, `domain.md` 2.10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from banji.law.profiles import DEFAULT_PROFILE, applies, words
from banji.law.refusals import Refusal, refusal
from banji.law.shipped import FORBIDDEN, PAPERS
from banji.law.sources import Citation, Mark, register
from banji.law.yaml_lines import Row, read
from banji.words import Words


class UnknownPaper(ValueError):
    """No such paper, or no closed list for such a step."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper. `made_by_police`: the officers make it themselves, nobody is asked to bring it."""

    id: str
    name: Words
    issuer: Words
    source: Citation
    made_by_police: bool


@dataclass(frozen=True, slots=True)
class Demand:
    """A paper on the list of a step, with the article that lets us ask for it there."""

    paper: Paper
    source: Citation
    mark: Mark
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A precondition that must never be set. `no` is its place in the published list."""

    no: int
    id: str
    name: Words
    names: tuple[str, ...]
    unless_listed: bool
    source: Citation
    mark: Mark


class IllegalPrecondition(ValueError):
    """Somebody asks for what the rules do not contain. `reason` is the code for the log of attempts."""

    def __init__(self, step: str, paper_id: str, *, forbidden: Forbidden | None) -> None:
        self.step = step
        self.paper_id = paper_id
        self.forbidden = forbidden
        self.refusal: Refusal = refusal("ILLEGAL_PRECONDITION")
        self.reason = self.refusal.code
        self.article = forbidden.source if forbidden else self.refusal.source
        super().__init__(self.sentence.zh)

    @property
    def sentence(self) -> Words:
        """What is wrong, which article, what to do next."""
        if self.forbidden is None:
            zh, en = self.refusal.text
        else:
            zh = f"不得要求“{self.forbidden.name.zh}”：这是禁止设立的前置条件。"
            en = f"“{self.forbidden.name.en}” must not be demanded: it is a forbidden precondition."
        remedy = self.refusal.remedy
        return Words(
            f"{zh}依据：{self.article.cite('zh')}。{remedy.zh}",
            f"{en} Ground: {self.article.cite('en')}. {remedy.en}",
        )


@lru_cache
def _papers(files: tuple[Path, ...]) -> dict[str, Paper]:
    known = register(*files[1:])
    return {
        row["id"]: Paper(
            id=row["id"],
            name=words(row, "name"),
            issuer=words(row, "issuer"),
            source=known.cite(row["source"]),
            made_by_police=row.get("by") == "police",
        )
        for path in files
        for row in read(path).rows("papers")
    }


@lru_cache
def forbidden() -> tuple[Forbidden, ...]:
    """The forbidden preconditions, in the order of the published list."""
    return tuple(
        Forbidden(
            no=no,
            id=row["id"],
            name=words(row, "name"),
            names=tuple(row.get("names") or ()),
            unless_listed=bool(row.get("unless_listed", False)),
            source=register().cite(row["source"]),
            mark=Mark(row.get("mark", register().cite(row["source"]).mark)),
        )
        for no, row in enumerate(read(FORBIDDEN).rows("forbidden"), start=1)
    )


def forbidden_as(paper_id: str, name: str = "") -> Forbidden | None:
    """The forbidden precondition this paper is, by its id or by words in its Chinese name."""
    for entry in forbidden():
        if entry.id == paper_id or any(part in name for part in entry.names):
            return entry
    return None


class PaperLists:
    """The closed lists of the shipped file and of a city's own files."""

    def __init__(self, *overrides: Path) -> None:
        self._files = (PAPERS, *(path.resolve() for path in overrides))
        if overrides:
            from banji.law.linter import (
                require_lawful,
            )  # the linter reads papers; only loading needs the linter

            require_lawful(overrides)

    def paper(self, paper_id: str) -> Paper:
        """Raises `UnknownPaper`."""
        found = _papers(self._files).get(paper_id)
        if found is None:
            raise UnknownPaper(f"no paper {paper_id!r} in papers.yaml")
        return found

    def papers(self) -> tuple[Paper, ...]:
        return tuple(_papers(self._files).values())

    def steps(self) -> tuple[str, ...]:
        """Every step that has a closed list."""
        return tuple(dict.fromkeys(row["step"] for row in self._lists()))

    def one_of(
        self, step: str, *, profile: str = DEFAULT_PROFILE, on: date | None = None
    ) -> tuple[Demand, ...]:
        """The papers of which any one is enough. `on=None`: those that are not ended. Raises `UnknownPaper`."""
        return self._demands(step, {"one_of"}, profile, on)

    def all_of(
        self, step: str, *, profile: str = DEFAULT_PROFILE, on: date | None = None
    ) -> tuple[Demand, ...]:
        """The papers that are each needed; may be none. Raises `UnknownPaper` for a step without any list."""
        return self._demands(step, {"all_of"}, profile, on)

    def check_demand(
        self, matter: str, paper_id: str, *, profile: str = DEFAULT_PROFILE, on: date | None = None
    ) -> Demand:
        """The ground on which a matter (`deaths`) or step (`deaths.declare`) may ask for this paper.

        Raises `IllegalPrecondition` for everything that is not on its closed list, `UnknownPaper` for a matter
        without lists.
        """
        steps = [step for step in self.steps() if step == matter or step.startswith(f"{matter}.")]
        if not steps:
            raise UnknownPaper(f"no closed list of papers for {matter!r}")
        for step in steps:
            for demand in self._demands(step, {"one_of", "all_of"}, profile, on):
                if demand.paper.id == paper_id and not demand.paper.made_by_police:
                    return demand
        raise IllegalPrecondition(matter, paper_id, forbidden=forbidden_as(paper_id))

    def _lists(self) -> Iterator[Row]:
        for path in self._files:
            yield from read(path).rows("lists")

    def _demands(self, step: str, takes: set[str], profile: str, on: date | None) -> tuple[Demand, ...]:
        lists = [row for row in self._lists() if row["step"] == step]
        if not lists:
            raise UnknownPaper(f"no closed list of papers for {step!r}")
        rows = [item for row in lists if row["take"] in takes for item in row.rows("papers")]
        return tuple(self._demand(row) for row in rows if applies(row, profile, on))

    def _demand(self, row: Row) -> Demand:
        citation = register(*self._files[1:]).cite(row["source"])
        return Demand(
            paper=self.paper(row["paper"]),
            source=citation,
            mark=Mark(row.get("mark", citation.mark)),
            valid_from=row["valid_from"],
            valid_to=row.get("valid_to"),
        )


@lru_cache
def paper_lists(overrides: tuple[Path, ...] = ()) -> PaperLists:
    """The lists with a city's own files on top; shared and cached."""
    return PaperLists(*overrides)


def paper(paper_id: str) -> Paper:
    """A shipped paper. Raises `UnknownPaper`."""
    return paper_lists().paper(paper_id)


def one_of(step: str, *, profile: str = DEFAULT_PROFILE, on: date | None = None) -> tuple[Demand, ...]:
    """`PaperLists.one_of` of the shipped lists."""
    return paper_lists().one_of(step, profile=profile, on=on)


def all_of(step: str, *, profile: str = DEFAULT_PROFILE, on: date | None = None) -> tuple[Demand, ...]:
    """`PaperLists.all_of` of the shipped lists."""
    return paper_lists().all_of(step, profile=profile, on=on)


def check_demand(
    matter: str, paper_id: str, *, profile: str = DEFAULT_PROFILE, on: date | None = None
) -> Demand:
    """`PaperLists.check_demand` of the shipped lists."""
    return paper_lists().check_demand(matter, paper_id, profile=profile, on=on)


def missing(
    step: str, brought: Iterable[str], *, profile: str = DEFAULT_PROFILE, on: date | None = None
) -> tuple[tuple[Demand, ...], ...]:
    """What is still missing, for the one-time notice: groups, of each of which one paper is enough."""
    have = set(brought)
    any_of = one_of(step, profile=profile, on=on)
    groups: list[tuple[Demand, ...]] = [
        (demand,) for demand in all_of(step, profile=profile, on=on) if demand.paper.id not in have
    ]
    if any_of and not any(demand.paper.id in have for demand in any_of):
        groups.insert(0, any_of)
    return tuple(groups)
