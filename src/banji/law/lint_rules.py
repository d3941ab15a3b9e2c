"""What the linter refuses, one small function a rule. Each yields the field at fault, the rule and a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from banji.law.sources import Mark, SourceRegister, UnknownSource
from banji.law.units import PERIODS, UNITS
from banji.law.yaml_lines import Row


class Fault(NamedTuple):
    """`row` and `field` say where, `rule` is the rule's short name."""

    row: Row
    field: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows may refer to: the register, papers, forbidden papers, profiles and the rows they ship."""

    sources: SourceRegister
    papers: Mapping[str, str]
    forbidden: tuple[Row, ...]
    profiles: tuple[str, ...]
    shipped_values: tuple[tuple[str, Row], ...]


type Check = Callable[[Row, Known], Iterator[Fault]]

MARKS = frozenset(Mark)
STRENGTH = {Mark.LAW: 3, Mark.SEED: 3, Mark.STD: 3, Mark.PRACTICE: 2, Mark.ASSUME: 1}


# ---------------------------------------------------------------- building stones


def needs(*fields: str) -> Check:
    """The row must have these fields, none of them empty."""

    def check(row: Row, known: Known) -> Iterator[Fault]:
        for field in fields:
            if row.get(field) in (None, "", []):
                yield Fault(row, field, "missing-field", f"{_name(row)} has no {field}")

    return check


def bilingual(*fields: str, optional: tuple[str, ...] = ()) -> Check:
    """These fields must be said in Chinese and in English."""

    def check(row: Row, known: Known) -> Iterator[Fault]:
        for field in (*fields, *(extra for extra in optional if extra in row)):
            said = row.get(field)
            for language in ("zh", "en"):
                text = said.get(language) if isinstance(said, Row) else None
                if not isinstance(text, str) or not text.strip():  # YAML takes a bare No for false: quote it
                    message = f"{field} of {_name(row)} has no {language} text"
                    yield Fault(row, field, "empty-translation", message)

    return check


def only(*fields: str) -> Check:
    """A field nobody reads is a slip of the pen."""

    def check(row: Row, known: Known) -> Iterator[Fault]:
        for field in row:
            if field not in fields:
                yield Fault(
                    row, field, "unknown-field", f"{_name(row)} has a field {field!r} that nobody reads"
                )

    return check


def _name(row: Row) -> str:
    named = next(
        (row[key] for key in ("key", "id", "code", "paper", "step", "at", "year") if row.get(key)), None
    )
    return repr(named) if named is not None else "the row"


# ---------------------------------------------------------------- sources, marks, dates


def sourced(row: Row, known: Known) -> Iterator[Fault]:
    """A value, paper, demand or refusal without a source that exists cannot be loaded."""
    reference = row.get("source")
    if not isinstance(reference, str) or not reference.strip():
        yield Fault(row, "source", "no-source", f"{_name(row)} names no source")
        return
    try:
        known.sources.cite(reference)
    except UnknownSource as error:
        yield Fault(row, "source", "unknown-source", f"{_name(row)}: {error}")


def marked(row: Row, known: Known) -> Iterator[Fault]:
    """A row may claim less than its document gives (a law applied by analogy), never more."""
    document = _document(row, known)
    if "mark" not in row:
        return
    if row["mark"] in MARKS:
        if document is not None and STRENGTH[Mark(row["mark"])] > STRENGTH[document.mark]:
            message = f"{_name(row)} claims to be {row['mark']}, but {document.id} is only {document.mark}"
            yield Fault(row, "mark", "weaker-ground", message)
    else:
        yield Fault(row, "mark", "unknown-mark", f"{_name(row)}: the mark must be one of {', '.join(MARKS)}")


def dated(row: Row, known: Known) -> Iterator[Fault]:
    begins, ends = row.get("valid_from"), row.get("valid_to")
    if type(begins) is not date:
        yield Fault(row, "valid_from", "bad-date", f"{_name(row)} has no valid_from date (YYYY-MM-DD)")
    elif ends is not None and (type(ends) is not date or ends < begins):
        yield Fault(
            row, "valid_to", "bad-date", f"{_name(row)}: valid_to must be a date not before valid_from"
        )


def in_force(row: Row, known: Known) -> Iterator[Fault]:
    """A row must not apply before its document was in force, nor after it was repealed."""
    source, begins, ends = _document(row, known), row.get("valid_from"), row.get("valid_to")
    if source is None or type(begins) is not date:
        return
    if source.in_force_from and begins < source.in_force_from:
        message = f"{_name(row)} begins on {begins}, but {source.id} is in force from {source.in_force_from}"
        yield Fault(row, "valid_from", "not-in-force", message)
    if source.repealed_since and (type(ends) is not date or ends >= source.repealed_since):
        message = f"{_name(row)} outlives {source.id}, repealed since {source.repealed_since}: end the row"
        yield Fault(row, "valid_to", "not-in-force", message)


def _document(row: Row, known: Known) -> Any:
    try:
        return known.sources.cite(str(row.get("source") or "")).source
    except UnknownSource:
        return None


def _mark(row: Row, known: Known) -> Mark | None:
    document = _document(row, known)
    given = row.get("mark", document.mark if document else None)
    return Mark(given) if given in MARKS else None


# ---------------------------------------------------------------- values


def valued(row: Row, known: Known) -> Iterator[Fault]:
    """The unit is known and the value fits it."""
    unit, value = row.get("unit"), row.get("value")
    if unit not in UNITS:
        yield Fault(
            row,
            "unit",
            "unknown-unit",
            f"{_name(row)}: {unit!r} is no unit; there are: {', '.join(sorted(UNITS))}",
        )
        return
    if unit == "choice":
        said = value if isinstance(value, Row) else {}
        if not all(str(said.get(part) or "").strip() for part in ("code", "zh", "en")):
            yield Fault(row, "value", "empty-translation", f"{_name(row)}: a choice needs code, zh and en")
    elif unit == "yes_no":
        if not isinstance(value, bool):
            yield Fault(row, "value", "bad-value", f"{_name(row)} must be true or false")
    elif type(value) is not int or not 0 <= value <= (36600 if unit in PERIODS else 10**6):
        yield Fault(row, "value", "bad-value", f"{_name(row)}: {value!r} is no whole number of {unit}")


def validity(row: Row, known: Known) -> Iterator[Fault]:
    """How long a paper is good is no time to act in: its last day is not moved off a rest day, and a row says so."""
    said, named = row.get("to_the_day"), str(row.get("key")).endswith("_validity")
    if named and said is not True:
        yield Fault(row, "to_the_day", "validity-moved", f"{_name(row)} is a validity: say to_the_day: true")
    elif said is not None and (said is not True or row.get("unit") not in PERIODS - {"working_day"}):
        message = f"{_name(row)}: to_the_day is true, and only of days, months or years"
        yield Fault(row, "to_the_day", "bad-value", message)


def profiled(row: Row, known: Known) -> Iterator[Fault]:
    profiles = row.get("profiles", [])
    for profile in profiles if isinstance(profiles, list) else [profiles]:
        if profile not in known.profiles:
            yield Fault(row, "profiles", "unknown-profile", f"{_name(row)}: no rule profile {profile!r}")


def overrides_rightly(row: Row, known: Known) -> Iterator[Fault]:
    """A city may replace a value that exists, of the same kind, on a ground that is not weaker."""
    replaced = [
        (profile, base) for profile, base in known.shipped_values if base.get("key") == row.get("key")
    ]
    if not replaced:
        yield Fault(row, "key", "unknown-key", f"no profile has a value {row.get('key')!r} to override")
    for profile, base in replaced:
        if profile not in row.get("profiles", [profile]) or not overlap(row, base):
            continue
        if row.get("unit") in UNITS and _kind(base) != _kind(row):
            yield Fault(
                row, "unit", "bad-value", f"{_name(row)} is {_kind(base)} in {profile}, not {_kind(row)}"
            )
        mine, theirs = _mark(row, known), _mark(base, known)
        if mine and theirs and STRENGTH[mine] < STRENGTH[theirs]:
            message = (
                f"{_name(row)} rests on {mine} but would replace a value of {profile} that rests on {theirs}"
            )
            yield Fault(row, "source", "weaker-ground", message)
        yield from _prolonged(row, base, known)


def _prolonged(row: Row, base: Row, known: Known) -> Iterator[Fault]:
    """Where the law says how long a paper is good at most, a city may say less, not more."""
    mine, most = row.get("value"), base["value"]
    if not base.get("to_the_day") or _mark(base, known) is not Mark.LAW:
        return
    if row.get("unit") != base.get("unit") or not isinstance(mine, int) or mine > int(most):
        message = f"{_name(row)} is at most {most} {base.get('unit')} by {base.get('source')}"
        yield Fault(row, "value", "longer-than-law", message)


def _kind(row: Row) -> str:
    return "a period" if row.get("unit") in PERIODS else str(row.get("unit"))


# ---------------------------------------------------------------- papers


def lawful_paper(row: Row, known: Known) -> Iterator[Fault]:
    """A paper of the register is not a forbidden precondition under another name."""
    name = row.get("name")
    yield from _forbidden(
        row, "id", str(row.get("id")), str(name.get("zh", "")) if isinstance(name, Row) else "", known
    )


def lawful_demand(row: Row, known: Known) -> Iterator[Fault]:
    paper = str(row.get("paper"))
    yield from _forbidden(row, "paper", paper, known.papers.get(paper, ""), known)
    if paper not in known.papers:
        yield Fault(row, "paper", "unknown-paper", f"no paper {paper!r} in the register of papers")


def _forbidden(row: Row, field: str, paper: str, name: str, known: Known) -> Iterator[Fault]:
    for entry in known.forbidden:
        if entry.get("unless_listed") and paper == entry.get("id"):
            continue
        if paper == entry.get("id") or any(part in name for part in entry.get("names") or ()):
            message = f"{paper} is the forbidden precondition {entry['id']} ({entry.get('source')})"
            yield Fault(row, field, "forbidden-paper", message)
            return


def listed(row: Row, known: Known) -> Iterator[Fault]:
    """A closed list of a step, and each paper on it."""
    take = row.get("take")
    if take not in {"one_of", "all_of"}:
        yield Fault(row, "take", "bad-value", f"{_name(row)}: take must be one_of or all_of")
    for item in row.rows("papers"):
        for check in DEMAND:
            yield from check(item, known)
        mark = _mark(item, known)
        if take == "all_of" and mark is not None and not mark.binds:
            message = f"{_name(item)} is required, but rests only on {mark}: only law, the plan or a standard may demand"
            yield Fault(item, "source", "weak-ground", message)
    yield from overlapping(row.rows("papers"), lambda item: item.get("paper"))


# ---------------------------------------------------------------- sources, holidays


def articled(row: Row, known: Known) -> Iterator[Fault]:
    seen: set[str] = set()
    for article in row.rows("articles"):
        yield from _ARTICLE_FIELDS(article, known)
        at = str(article.get("at") or "")
        if not at or at in seen:
            yield Fault(
                article, "at", "duplicate", f"{_name(row)} has the article {at!r} twice or without a name"
            )
        seen.add(at)
        if bool(article.get("text")) == bool(article.get("says")):
            message = f"article {at} of {_name(row)} needs either text (a quotation) or says (a paraphrase)"
            yield Fault(article, "at", "empty-translation", message)
        if not article.get("en"):
            yield Fault(article, "at", "empty-translation", f"article {at} of {_name(row)} has no en")


def source_dates(row: Row, known: Known) -> Iterator[Fault]:
    for field in ("in_force_from", "repealed_since"):
        if row.get(field) is not None and type(row[field]) is not date:
            yield Fault(row, field, "bad-date", f"{_name(row)}: {field} must be a date (YYYY-MM-DD)")
    if row.get("repealed_since") and not row.get("repealed"):
        yield Fault(
            row, "repealed_since", "bad-value", f"{_name(row)} has repealed_since but not repealed: true"
        )


def holiday_year(row: Row, known: Known) -> Iterator[Fault]:
    year = row.get("year")
    if type(year) is not int:
        yield Fault(row, "year", "bad-date", "a year of holidays needs its year as a number")
        return
    if type(row.get("dated")) is not date:
        yield Fault(row, "dated", "bad-date", f"the holidays of {year} need the day of their notice (dated)")
    for field in ("rest", "work"):
        for day in row.get(field) or ():
            if type(day) is not date or not (day.year == year or (day.year, day.month) == (year - 1, 12)):
                yield Fault(row, field, "bad-date", f"{day} is no day of {year} or of the December before")
    both = set(row.get("rest") or ()) & set(row.get("work") or ())
    if both:
        yield Fault(row, "work", "bad-date", f"{min(both)} cannot be both a rest day and a working day")
    if row.get("complete") and date(year, 10, 1) not in (row.get("rest") or ()):
        yield Fault(
            row, "rest", "bad-date", f"the holidays of {year} are called complete but lack National Day"
        )


# ---------------------------------------------------------------- end-dated, never edited


def overlap(one: Row, other: Row) -> bool:
    """Do two dated rows share a day and a profile?"""
    if "profiles" in one and "profiles" in other and not set(one["profiles"]) & set(other["profiles"]):
        return False
    dates = [row.get(key) for row in (one, other) for key in ("valid_from", "valid_to")]
    if type(dates[0]) is not date or type(dates[2]) is not date:
        return False
    return bool(dates[0] <= (dates[3] or date.max) and dates[2] <= (dates[1] or date.max))


def overlapping(rows: Iterable[Row], key: Callable[[Row], object]) -> Iterator[Fault]:
    """Two rows for the same thing at the same time: somebody edited where he should have ended."""
    seen: dict[object, list[Row]] = {}
    for row in rows:
        earlier = seen.setdefault(key(row), [])
        for other in earlier:
            if overlap(other, row):
                message = f"{_name(row)} overlaps the row on line {other.line}: end that one (valid_to) first"
                yield Fault(row, "valid_from", "overlap", message)
                break
        earlier.append(row)


def duplicated(rows: Iterable[Row], key: str) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for row in rows:
        name = str(row.get(key))
        if name in seen:
            yield Fault(row, key, "duplicate", f"{name} stands already on line {seen[name]}")
        seen.setdefault(name, row.line)


# ---------------------------------------------------------------- which rules for which block

_DATED = ("source", "mark", "unsure", "profiles", "valid_from", "valid_to", "note")
_ARTICLE_FIELDS = only("at", "text", "says", "en", "unsure")
_SOURCE_FIELDS = (
    "id", "title", "title_short", "number", "issuer", "dated", "in_force_from", "repealed", "repealed_since", "mark",
    "text_checked", "unsure", "note", "articles",
)  # fmt: skip

DEMAND: tuple[Check, ...] = (
    only("paper", *_DATED), needs("paper"), sourced, marked, dated, in_force, profiled, lawful_demand,
)  # fmt: skip

BLOCKS: dict[str, tuple[Check, ...]] = {
    "sources": (
        only(*_SOURCE_FIELDS), needs("id", "mark"), bilingual("title", "issuer", optional=("note",)), marked,
        source_dates, articled,
    ),
    "values": (
        only("key", "title", "value", "unit", "to_the_day", *_DATED), needs("key"), bilingual("title", optional=("note",)), sourced,
        marked, dated, in_force, valued, validity, profiled,
    ),
    "papers": (
        only("id", "name", "issuer", "source", "by"), needs("id"), bilingual("name", "issuer"), sourced, lawful_paper,
    ),
    "lists": (only("step", "take", "title", "papers"), needs("step", "papers"), bilingual("title"), listed),
    "forbidden": (
        only("id", "name", "names", "unless_listed", "source", "mark"), needs("id"), bilingual("name"), sourced, marked,
    ),
    "refusals": (only("code", "text", "remedy", "source", "at_counter"), needs("code"), bilingual("text", "remedy"), sourced),
    "holiday_years": (
        only("year", "source", "dated", "complete", "rest", "work"), needs("year", "source"), holiday_year,
    ),
}  # fmt: skip

UNIQUE = {"sources": "id", "papers": "id", "forbidden": "id", "refusals": "code", "holiday_years": "year"}
