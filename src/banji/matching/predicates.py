"""The closed set of questions a level may ask of a pair: `l` is the list's row, `r` the register's person.

Each is plain SQL on precomputed columns, without user functions, so that the same program runs on DuckDB and on
Spark. A question about something unknown on either side is never answered with yes.
"""

from typing import NamedTuple


class Predicate(NamedTuple):
    """A condition on one pair, as SQL over the aliases `l` and `r`."""

    sql: str


def same(column: str, *, of_person: str | None = None) -> Predicate:
    """Known on both sides and equal; `of_person` when the register's column has another name."""
    return Predicate(f"l.{column} = r.{of_person or column}")


def same_start(column: str, length: int) -> Predicate:
    """The first characters are equal: 6 of a village code are the county, 9 the township."""
    return Predicate(f"left(l.{column}, {length}) = left(r.{column}, {length})")


def known(column: str) -> Predicate:
    return Predicate(f"(l.{column} IS NOT NULL AND r.{column} IS NOT NULL)")


def number_read_as(*kinds: str) -> Predicate:
    """How the list's number was read: whole, fifteen, rounded, broken (`tokens.ListNumber.kind`)."""
    return Predicate(f"l.number_kind IN ({', '.join(repr(kind) for kind in kinds)})")


def person_has_number() -> Predicate:
    return Predicate("r.whole IS NOT NULL")


def repaired() -> Predicate:
    """The person's number is one typing slip away from the list's, whose check digit fails."""
    return Predicate("list_contains(l.repairs, r.whole)")


def birth_stated() -> Predicate:
    """The list has a birth date of its own, not only the one inside its number."""
    return Predicate("l.born_stated")


def day_and_month_swapped() -> Predicate:
    return Predicate(
        "(year(l.born) = year(r.born) AND month(l.born) = day(r.born) AND day(l.born) = month(r.born))"
    )


def years_apart(years: int) -> Predicate:
    """Day and month agree, the year is off."""
    return Predicate(
        f"(month(l.born) = month(r.born) AND day(l.born) = day(r.born)"
        f" AND abs(year(l.born) - year(r.born)) = {years})"
    )


def days_apart(least: int, most: int) -> Predicate:
    return Predicate(f"abs(date_diff('day', l.born, r.born)) BETWEEN {least} AND {most}")


def one_digit_of_birth_differs() -> Predicate:
    places = (
        "list_filter(range(1, 11), lambda i: substr(l.born::VARCHAR, i, 1) <> substr(r.born::VARCHAR, i, 1))"
    )
    return Predicate(f"len({places}) = 1")


def one_part_of_birth_differs(part: str, at_most: int) -> Predicate:
    """Of year, month and day of birth this one differs, by `at_most`; the other two agree."""
    rest = " AND ".join(
        f"{other}(l.born) = {other}(r.born)" for other in ("year", "month", "day") if other != part
    )
    return Predicate(f"({rest} AND abs({part}(l.born) - {part}(r.born)) BETWEEN 1 AND {at_most})")


def family_in_common() -> Predicate:
    """In two households, each beside somebody of one name and birth date (`family`: of the others at home)."""
    return Predicate("(l.household <> r.household AND list_has_any(l.family, r.family))")


def same_year() -> Predicate:
    return Predicate("l.birth_year = r.birth_year")


def one_character_differs() -> Predicate:
    """王建国 and 王建军: a mask (王建_) is common to both."""
    return Predicate("list_has_any(l.masks, r.masks)")


def one_character_missing() -> Predicate:
    """王国 for 王建国, either way round; the surname stays."""
    shorter = "list_contains(list_transform({long}.masks, lambda m: replace(m, '_', '')), {short}.fold)"
    either = f"{shorter.format(long='r', short='l')} OR {shorter.format(long='l', short='r')}"
    return Predicate(f"(l.surname = r.surname AND ({either}))")


def one_character_illegible() -> Predicate:
    """王_国, as written for a character that could not be read or encoded, fits 王建国."""
    return Predicate("(list_contains(r.masks, l.fold) OR list_contains(l.masks, r.fold))")


def borne_by_at_most(column: str, per_million: int) -> Predicate:
    """How common the person's name (or its sound) is in the register itself."""
    return Predicate(f"r.{column} <= {per_million}")


def all_of(*predicates: Predicate) -> Predicate:
    return Predicate("(" + " AND ".join(p.sql for p in predicates) + ")")


def any_of(*predicates: Predicate) -> Predicate:
    return Predicate("(" + " OR ".join(p.sql for p in predicates) + ")")


def otherwise(*, unless: Predicate | None = None) -> Predicate:
    """Whatever is left; `unless` keeps the unknown out."""
    return Predicate("TRUE" if unless is None else f"NOT coalesce({unless.sql}, FALSE)")
