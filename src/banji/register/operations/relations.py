"""Relations to the head of a household (GB/T 4761): what is impossible, and what is only odd."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.foundation.errors import Refused
from banji.identity import codes
from banji.law.sources import source
from banji.register.models import Registration
from banji.register.operations.asking import Doubt
from banji.register.operations.entering import Book
from banji.register.queries.axes import as_of
from banji.register.queries.households import HEAD
from banji.register.queries.people import particulars_of
from banji.register.timeline import Span

# Codes that name a man, and codes that name a woman.
_MEN = (
    *(
        "11",
        *(str(n) for n in range(20, 30)),
        "41",
        "43",
        "46",
        "47",
        "51",
        "53",
        "55",
        "57",
        "61",
        "63",
        "66",
    ),
    *("71", "73", "76", "78", "81", "83", "85", "87", "89", "93", "95"),
)
_WOMEN = (
    *(
        "12",
        *(str(n) for n in range(30, 40)),
        "42",
        "44",
        "45",
        "48",
        "52",
        "54",
        "56",
        "58",
        "62",
        "64",
        "67",
    ),
    *("72", "74", "75", "77", "82", "84", "86", "88", "90", "94", "96"),
)
_SEX = dict.fromkeys(_MEN, "1") | dict.fromkeys(_WOMEN, "2")


def check_relations(relations: Iterable[str], *, heads: int) -> None:
    """Raises `Refused` for a code the standard does not have, and for more or fewer heads than there must be."""
    known, said = codes.table("relation"), list(relations)
    if unknown := [code for code in said if code not in known]:
        raise Refused(
            _("'{code}' is no relation to a head of household.").format(code=unknown[0]),
            rule=source("GB_4761").cite(),
            remedy=_("Pick one of the list (GB/T 4761)."),
            code="relation",
        )
    if said.count(HEAD) != heads:
        raise Refused(
            _("The household must have exactly one head.")
            if heads
            else _("The household has a head already: nobody else can come as its head."),
            rule=source("GB_4761").cite(),
            remedy=_("State the relation of each member to the head."),
            code="one_head",
        )


def doubts_of_relation(
    book: Book, home: Span, relation: str, *, name: str, sex: str, born: date | None
) -> Iterator[Doubt]:
    """Does the relation agree with the sex, and roughly with the ages? A warning only (domain 4.5)."""
    if sex in "12" and _SEX.get(relation, sex) != sex:
        yield Doubt("relation_sex", _("{name}: the relation is one of the other sex.").format(name=name))
    head = _head_of(home.values["household_id"], book.today)
    of_head = particulars_of(head, book.today) if head else None
    if of_head and of_head.birth_date and born and _too_old(relation, of_head.birth_date, born):
        yield Doubt(
            "relation_age", _("{name}: the relation does not fit the ages of both.").format(name=name)
        )


def _too_old(relation: str, head: date, born: date) -> bool:
    """A child or grandchild older than the head, a parent or grandparent younger."""
    if relation[0] in "234" and relation not in ("28", "38"):
        return born <= head
    return relation[0] in "56" and born >= head


def _head_of(household_id: UUID | None, on: date) -> UUID | None:
    rows = Registration.objects.filter(
        household=household_id, relation_to_head=HEAD, status=Registration.Status.ACTIVE
    )
    return as_of(rows, on).values_list("person_id", flat=True).first()
