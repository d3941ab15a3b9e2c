"""What was issued about people and households: listed, read again, taken back; only where they are registered."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from banji.audit.readings import OPENED, record_reading
from banji.files.access import read
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.printing import operations as printing
from banji.printing.models import IssuedPaper, Withdrawal
from banji.printing.queries import State, issued_for, states_of
from banji.register.access.printing import check_household, check_person, not_from_here
from banji.register.papers.issuing import Need
from banji.register.queries.households import household_on

# Of one person or household: the newest.
_AT_MOST = 50

type Kept = list[tuple[IssuedPaper, State]]


def of_person(person_id: UUID, need: Need) -> Kept:
    """What was issued for somebody, a recorded reading. Raises `NotFound` out of the area."""
    check_person(person_id, need.by)
    _record([person_id], ("person", person_id), need)
    return _kept(issued_for(persons=[person_id])[:_AT_MOST])


def of_household(household_id: UUID, need: Need) -> Kept:
    """What was issued for a household as a whole; each member's page is his own."""
    _check_household(household_id, need.by)
    _record([], ("household", household_id), need)
    return _kept(issued_for(households=[household_id])[:_AT_MOST])


def find(number: str, *, by: Actor) -> IssuedPaper:
    """A paper of somebody in the officer's area. Raises `NotFound`: absent and out of the area look the same."""
    paper = IssuedPaper.objects.filter(number=number).select_related("file").first()
    if paper is None:
        raise not_from_here()
    if paper.person_id:
        check_person(paper.person_id, by)
    elif paper.household_id:
        _check_household(paper.household_id, by)
    else:  # of nobody in our register: the case that issued it shows it
        raise not_from_here()
    return paper


def content_of(paper: IssuedPaper, need: Need) -> bytes:
    """The PDF as it was issued."""
    persons = [paper.person_id] if paper.person_id else []
    return read(paper.file, persons=persons, **need._asdict())


def withdraw(paper: IssuedPaper, *, why: str, need: Need) -> Withdrawal:
    """Raises `Refused` as `printing.withdraw` does."""
    return printing.withdraw(paper, why=why, by=need.by, case_no=need.case_no)


def _kept(papers: Iterable[IssuedPaper]) -> Kept:
    found = list(papers)
    states = states_of(found)
    return [(paper, states[paper.pk]) for paper in found]


def _record(persons: list[UUID], object_: tuple[str, object], need: Need) -> None:
    record_reading(OPENED, persons=persons, object_=object_, **need._asdict())


def _check_household(household_id: UUID, by: Actor) -> None:
    try:
        sheet = household_on(household_id, clock.today())
    except NotFound as absent:
        raise not_from_here() from absent
    check_household(sheet.particulars, by)
