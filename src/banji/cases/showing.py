"""What a matter adds to the pages of its cases: what its sources say, what is known already, what can be printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from banji.cases.models import Case
from banji.cases.procedure import Step, Text
from banji.cases.rows import CaseRows
from banji.foundation.actors import Actor
from banji.reconciliation.comparing import Compared


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a source says, as the case page shows it. `mark` is its strength in one word."""

    title: Text
    who: str
    on: date
    mark: Text = ""
    text: Text = ""


@dataclass(frozen=True, slots=True)
class Print:
    """A paper drawn from the case's rows. `ready` says whether there is anything to draw yet."""

    name: str
    title: Text
    draw: Callable[[Case, Actor], bytes]
    ready: Callable[[CaseRows], bool] = lambda rows: True


@dataclass(frozen=True, slots=True)
class Beside:
    """Two records side by side: a heading and the page of each, the lines, and the reasons with their tones."""

    titles: tuple[Text, Text]
    urls: tuple[str, str]
    lines: tuple[Compared, ...]
    reasons: tuple[tuple[Text, str], ...] = ()
    # What stands before each value where the table is too narrow for headings: the titles, or something shorter.
    labels: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """Another case of the same people: what stands there changes what is to be done here. `url` is empty out of reach."""

    title: Text
    number: str
    state: Text
    tone: str
    url: str = ""


def _nothing_related(case: Case, by: Actor) -> Iterable[Related]:
    return ()


def _nothing_beside(case: Case, by: Actor) -> Beside | None:
    return None


def _nothing_said(case: Case) -> Iterable[Said]:
    return ()


def _nothing_known(case: Case, row: Step) -> Mapping[str, object]:
    return {}


def _no_choices(case: Case, ask: str) -> list[tuple[str, str]]:
    return []


@dataclass(frozen=True, slots=True)
class Showing:
    """`suggests` fills a step's form with what is known; `choices` are the rows a `FactKind.ROW` may name."""

    said: Callable[[Case], Iterable[Said]] = _nothing_said
    suggests: Callable[[Case, Step], Mapping[str, object]] = _nothing_known
    choices: Callable[[Case, str], list[tuple[str, str]]] = _no_choices
    # Called once for whoever opens the case; it records the reading of both.
    beside: Callable[[Case, Actor], Beside | None] = _nothing_beside
    related: Callable[[Case, Actor], Iterable[Related]] = _nothing_related
    prints: tuple[Print, ...] = ()
    # Papers that may be noted as lost instead of being shown.
    may_be_lost: frozenset[str] = frozenset()


_SHOWINGS: dict[str, Showing] = {}
_PLAIN = Showing()


def show(kind: str, showing: Showing) -> None:
    """Called in the matter's `apps.ready`."""
    _SHOWINGS[kind] = showing


def showing_of(kind: str) -> Showing:
    return _SHOWINGS.get(kind, _PLAIN)
