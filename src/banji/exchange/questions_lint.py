"""The linter of the catalogue's `questions`: what systems may ask has a purpose, a legal basis, known fields, a limit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from banji.law.linter import Finding
from banji.law.sources import UnknownSource, register
from banji.law.yaml_lines import Row

_NEEDED = (
    "code", "scope", "title", "askers", "purpose", "source", "fields", "per_day", "receiver_keep_days",
)  # fmt: skip
_MAY_HAVE = ("asks", "plain")
# What each scope may be asked; a scope of the empty set takes no `asks`.
SCOPES: dict[str, frozenset[str]] = {
    "verify": frozenset({"alive", "registered"}),
    "person.read": frozenset(),
    "household.read": frozenset(),
    "event.write": frozenset(
        {
            "birth",
            "move_in",
            "move_out",
            "move_within",
            "divide",
            "merge",
            "choose_head",
            "change",
            "seen_alive",
            "death_reported",
        }
    ),
}
# Whoever has the number need not be told it; whoever has not must not get it in bulk (公通字〔2021〕12号 Art 88).
NEVER_PLAIN = frozenset({"citizen_id_no"})
MOST_A_DAY = 2000


def lint_questions(path: Path, content: Row, known: set[str]) -> Iterator[Finding]:
    """The faults of the section `questions`; `known` are the fields that have a name."""
    seen: set[tuple[object, ...]] = set()
    for row in content.rows("questions"):
        for field, rule, text in _faults(row, known):
            yield Finding(path, row.line_of(field), rule, text)
        for asker in row.get("askers") or ():
            for asked in row.get("asks") or ("",):
                purpose = (row.get("purpose") or {}).get("code")
                way = (row.get("scope"), purpose, asker, asked)
                if way in seen:
                    yield Finding(path, row.line, "duplicate", f"{row.get('code')} for {asker} stands twice")
                seen.add(way)


def _faults(row: Row, known: set[str]) -> Iterator[tuple[str, str, str]]:
    name = row.get("code", "the question")
    for field in _NEEDED:
        if row.get(field) in (None, "", [], {}):
            yield field, "missing-field", f"{name} has no {field}"
    for field in row:
        if field not in {*_NEEDED, *_MAY_HAVE}:
            yield field, "unknown-field", f"{name} has a field {field!r} that nobody reads"
    for field in ("title", "purpose"):
        said = row.get(field)
        if isinstance(said, Row) and not (said.get("zh") and said.get("en")):
            yield field, "empty-translation", f"{field} of {name} needs zh and en"
    yield from _asks(row)
    yield from _fields(row, known)
    yield from _limits(row)


def _asks(row: Row) -> Iterator[tuple[str, str, str]]:
    name, scope = row.get("code", "the question"), row.get("scope")
    if scope not in SCOPES:
        yield "scope", "bad-value", f"{name}: the scope must be one of {', '.join(SCOPES)}"
        return
    asks = set(row.get("asks") or ())
    if asks - SCOPES[scope] or bool(asks) != bool(SCOPES[scope]):
        may = ", ".join(sorted(SCOPES[scope])) or "nothing"
        yield "asks", "bad-value", f"{name}: {scope} asks {may}"


def _fields(row: Row, known: set[str]) -> Iterator[tuple[str, str, str]]:
    name = row.get("code", "the question")
    fields, plain = set(row.get("fields") or ()), set(row.get("plain") or ())
    for unknown in sorted(fields - known):
        yield "fields", "unknown-field", f"{name}: no field is called {unknown!r}"
    for unknown in sorted(plain - fields):
        yield "plain", "unknown-field", f"{name}: {unknown!r} is plain but not among its fields"
    for field in sorted(plain & NEVER_PLAIN):
        yield "plain", "bad-value", f"{name}: {field} is never answered as it stands"


def _limits(row: Row) -> Iterator[tuple[str, str, str]]:
    name = row.get("code", "the question")
    try:
        register().cite(str(row.get("source") or ""))
    except UnknownSource as error:
        yield "source", "unknown-source", f"{name}: {error}"
    limits = {"per_day": (1, MOST_A_DAY), "receiver_keep_days": (1, 36600)}
    for field, (least, most) in limits.items():
        if field in row and (type(row[field]) is not int or not least <= row[field] <= most):
            yield field, "bad-value", f"{name}: {field} must be a number from {least} to {most}"
