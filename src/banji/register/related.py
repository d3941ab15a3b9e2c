"""What the rooms above know of a person. They tell it here, so that a page about him can show it without knowing them.

related.tell(cases_of)         # in the `ready` of whoever stands above
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise

from banji.foundation.actors import Actor

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Related:
    """A case or another piece of work about a person, as far as the reader may see it.

    `number` and `url` are empty where he may only know that it is there and who has it. `plain` says to the person
    himself how it stands; `tone` is one of those of the pages (waiting, working, soon, overdue, done).
    """

    title: Text
    state: Text
    tone: str
    office: str
    since: datetime
    number: str = ""
    url: str = ""
    due_on: date | None = None
    plain: Text = ""
    # The page on which the person himself follows it, where there is one.
    own_url: str = ""


type Teller = Callable[[UUID, Actor], Iterable[Related]]
type CaseCheck = Callable[[str], bool]
type CasePage = Callable[[str, Actor], str]

_correcting: list[str] = []
_tellers: list[Teller] = []
_case_checks: list[CaseCheck] = []
_case_pages: list[CasePage] = []


def tell(teller: Teller, *, is_case: CaseCheck, page_of_case: CasePage) -> None:
    """Register a room that knows of work about persons. `is_case` says whether a case number is one of its own,
    `page_of_case` the address of the case's page, empty where the reader may not open it."""
    _tellers.append(teller)
    _case_checks.append(is_case)
    _case_pages.append(page_of_case)


def correct_at(url_name: str) -> None:
    """Register the page on which a citizen says what is wrong in his record."""
    _correcting[:] = [url_name]


def correction_page() -> str:
    """The name of that page; empty where nobody takes it."""
    return _correcting[0] if _correcting else ""


def related_to(person_id: UUID, by: Actor) -> list[Related]:
    """All there is about a person, the newest first."""
    found = [related for teller in _tellers for related in teller(person_id, by)]
    return sorted(found, key=lambda related: related.since, reverse=True)


def is_case(number: str) -> bool:
    """Does any room have a case of this number? A made-up one opens nobody."""
    return any(check(number) for check in _case_checks)


def page_of_case(number: str, by: Actor) -> str:
    """Where a case of this number is read; empty for whatever is no number of a case open to the reader."""
    return next((address for page in _case_pages if (address := page(number, by))), "")
