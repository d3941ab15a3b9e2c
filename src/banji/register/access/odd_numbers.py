"""Numbers that cannot be right, of everybody who is registered: a check of all in which no number leaves this room.

Nobody reads a record here; the act of the search is what the trail keeps, and each case that follows is opened by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from banji.foundation.models import Secret
from banji.foundation.secrets import opened, tokeniser
from banji.identity.numbers import BadCitizenId, holds, read_citizen_id, repairs
from banji.matching.tokens import TOKEN_BYTES
from banji.register.models import Particulars, Registration
from banji.register.queries.axes import as_of

CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Odd:
    """Somebody whose number is odd, and why: the rule it breaks (`identity.numbers`), `sex`, `birth`, and, only beside
    one of these, `unknown_prefix`. `repairs`: tokens of what a number that does not hold may be meant as."""

    person_id: UUID
    number_id: int
    why: tuple[str, ...]
    repairs: tuple[int, ...] = ()


def odd_numbers(on: date) -> Iterator[tuple[int, list[Odd]]]:
    """Part by part: how many were looked at, and the odd ones among them."""
    active = as_of(Registration.objects.filter(status=Registration.Status.ACTIVE), on)
    rows = as_of(Particulars.objects.filter(number__isnull=False), on)
    rows = rows.filter(Exists(active.filter(person=OuterRef("person"))))
    last = 0
    while part := list(rows.filter(pk__gt=last).select_related("number").order_by("pk")[:CHUNK]):
        last = part[-1].pk
        found = ((row, row.number, _why(row, row.number, on)) for row in part if row.number)
        yield len(part), [_odd(row, number, why) for row, number, why in found if why]


def _why(row: Particulars, secret: Secret, on: date) -> tuple[str, ...]:
    number = opened(secret)
    if _fits(number, row):
        return ()
    try:
        said = read_citizen_id(number, today=on)
    except BadCitizenId as bad:
        return (bad.rule,)
    why = [
        *(["sex"] if row.sex in {"1", "2"} and row.sex != said.sex else []),
        *(["birth"] if row.birth_date and row.birth_date != said.birth_date else []),
    ]
    # A prefix that no list knows is a warning, never a case of its own (domain 4.1).
    return (*why, *(mark.rule for mark in said.warnings if mark.rule == "unknown_prefix")) if why else ()


def _fits(number: str, row: Particulars) -> bool:
    """What nearly all are: it holds and says what the register says."""
    born = row.birth_date
    return (
        holds(number)
        and born is not None
        and number[6:14] == f"{born:%Y%m%d}"
        and row.sex == ("1" if int(number[16]) % 2 else "2")
    )


def _odd(row: Particulars, secret: Secret, why: tuple[str, ...]) -> Odd:
    if why[0] != "check_digit":
        return Odd(row.person_id, secret.pk, why)
    digest = tokeniser()
    meant = (digest(number) for number in repairs(opened(secret)))
    short = tuple(int.from_bytes(one[:TOKEN_BYTES], "little", signed=True) for one in meant)
    return Odd(row.person_id, secret.pk, why, short)
