"""The statement that finds people: who comes on one page of a search, best first, and never more rows than that takes.

A common name has hundreds of holders and two initials tens of thousands, so nothing is sorted that an index does not
yield in order. One query stands behind another (`UNION ALL`), the stronger way first, and the database leaves off at
the last person of the page: `Append` takes its parts one after the other, and a part with a limit of its own is never
done in parallel. A small area is looked through in one index, whatever the ways.
"""

# ruff: noqa: S608  (conditions of our own only; values are parameters)
from __future__ import annotations

from collections.abc import Iterator, Sequence

from banji.register.access.terms import Terms, Way

# Up to so many villages (some 80,000 people) are looked through one by one.
SMALL = 40
# Of those whom only pairs of characters find, so many are put into order.
_SORTED = 2000

_BY_NUMBER = """
SELECT p.person_id, min(CASE WHEN p.recorded_to IS NULL AND p.valid_to IS NULL THEN 0 ELSE 1 END) AS way
FROM foundation_secret s JOIN register_particulars p ON p.number_id = s.id WHERE {number} GROUP BY p.person_id ORDER BY way
"""
_OWN = "(village_id IN (SELECT id FROM own)) IS TRUE"
_OTHERS = "(village_id IN (SELECT id FROM own)) IS NOT TRUE"


def candidates(terms: Terms, own: Sequence[int]) -> str:
    """A query for `person_id` and `way` (the place among the ways; 1 for a number that was), best first, as long as one
    likes. It finds the villages as `%(own)s` and in `own`, and asks for `%(most)s` people and `%(year)s`.

    Who is narrowed by what only the register knows is looked for in the own area only.
    """
    if terms.number:
        return _BY_NUMBER.format(number=terms.number)
    born = "" if terms.year is None else " AND birth_year = %(year)s"
    parts = [_looked_through(terms.ways, born)] if len(own) <= SMALL else [*_in(terms.ways, _OWN + born)]
    if terms.year is None and not terms.place:
        parts += _in(terms.ways, _OTHERS)
    return " UNION ALL ".join(parts)


def _looked_through(ways: Sequence[Way], born: str) -> str:
    way = " ".join(f"WHEN {way.condition} THEN {n}" for n, way in enumerate(ways))
    return (
        f"(SELECT person_id, way FROM (SELECT person_id, absent, name_folded, CASE {way} END AS way"
        f" FROM register_searchrow WHERE village_id = ANY(%(own)s){born}) here"
        " WHERE way IS NOT NULL ORDER BY way, absent, name_folded, person_id LIMIT %(most)s)"
    )


def _in(ways: Sequence[Way], scope: str) -> Iterator[str]:
    """Each way without those who are found in a better one; where an index yields the order, first the present."""
    for n, way in enumerate(ways):
        better = "".join(f" AND NOT ({other.condition})" for other in ways[:n])
        where = f"{scope} AND {way.condition}{better}"
        if not way.order:
            yield _by_grams(n, where)
            continue
        for absent in ("false", "true"):
            yield (
                f"(SELECT person_id, {n} AS way FROM register_searchrow WHERE absent = {absent} AND {where}"
                f" ORDER BY {way.order}, person_id LIMIT %(most)s)"
            )


def _by_grams(n: int, where: str) -> str:
    return (
        f"(SELECT person_id, {n} AS way FROM (SELECT person_id, absent, name_folded FROM register_searchrow"
        f" WHERE grams @> %(grams)s::varchar[] AND {where} LIMIT {_SORTED}) found"
        " ORDER BY absent, name_folded, person_id LIMIT %(most)s)"
    )
