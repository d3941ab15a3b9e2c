"""Does a paper still say what the register says? By what it rests on, several papers at once.

`rests_on` of a paper of the register, every part optional:
  registrations, particulars, households   ids of rows that must hold today
  events                                   ids of events that nobody has revoked; of those that gave a migration
                                           certificate its number, none after which it was issued again
  says       {person: {"name" or "number_id": value}}   what his particulars of today must say
  successions, divisions                   ids: not withdrawn, and standing
A page of the book so holds while its rows do; a proof of an event until the event is revoked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from banji.addresses.models import Division, Succession
from banji.foundation import clock
from banji.printing.models import IssuedPaper
from banji.register.models import HouseholdParticulars, Particulars, RegisterEvent, Registration, TwoAxes
from banji.register.queries.axes import as_of
from banji.register.queries.certificates import not_issued_again

type Facts = dict[str, Any]

_ROWS: dict[str, type[TwoAxes]] = {
    "registrations": Registration,
    "particulars": Particulars,
    "households": HouseholdParticulars,
}
_SAID = ("name", "number_id")


def still_true(papers: Sequence[IssuedPaper]) -> set[int]:
    """The ids of those that still hold: at most one statement for each part, however many papers."""
    facts = [dict(paper.rests_on) for paper in papers]
    standing: dict[str, set[str]] = {
        part: {str(pk) for pk in rows} for part in _PARTS if (rows := _standing(part, _named(facts, part)))
    }
    says = _says_now({UUID(person) for one in facts for person in one.get("says", {})})
    return {paper.pk for paper, one in zip(papers, facts, strict=True) if _holds(one, standing, says)}


def _holds(facts: Facts, standing: dict[str, set[str]], says: Facts) -> bool:
    rows_hold = all(set(map(str, facts.get(part, ()))) <= standing.get(part, set()) for part in _PARTS)
    return rows_hold and all(
        person in says and says[person] | said == says[person]
        for person, said in facts.get("says", {}).items()
    )


def _named(facts: Iterable[Facts], part: str) -> list[Any]:
    return sorted({pk for one in facts for pk in one.get(part, ())})


def _standing(part: str, named: Sequence[Any]) -> list[Any]:
    return list(_PARTS[part](named).values_list("pk", flat=True)) if named else []


def _rows(model: type[TwoAxes], named: Sequence[Any]) -> QuerySet[Any, Any]:
    return as_of(model._default_manager.filter(pk__in=named), clock.today())


def _events(named: Sequence[Any]) -> QuerySet[Any, Any]:
    return not_issued_again(RegisterEvent.objects.filter(pk__in=named, revoked_by=None))


def _divisions(named: Sequence[Any]) -> QuerySet[Any, Any]:
    today = clock.today()
    still = Q(valid_to=None) | Q(valid_to__gt=today)
    return Division.objects.filter(still, pk__in=named, valid_from__lte=today)


_PARTS: dict[str, Any] = {
    **{part: (lambda named, model=model: _rows(model, named)) for part, model in _ROWS.items()},
    "events": _events,
    "successions": lambda named: Succession.objects.filter(pk__in=named, withdrawn_at=None),
    "divisions": _divisions,
}


def _says_now(persons: set[UUID]) -> Facts:
    if not persons:
        return {}
    rows = as_of(Particulars.objects.filter(person__in=persons), clock.today())
    return {
        str(person): dict(zip(_SAID, said, strict=True))
        for person, *said in rows.values_list("person_id", *_SAID)
    }
