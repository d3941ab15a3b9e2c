"""The catalogue's linter: every entry has a purpose, a legal basis that exists, known fields and a term.

Runs when the catalogue is loaded, at start-up (`manage check`) and as `python -m banji.exchange.catalogue_lint`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from banji.exchange.questions_lint import lint_questions
from banji.law.linter import Finding, Unlawful
from banji.law.profiles import DEFAULT_PROFILE
from banji.law.shipped import profile_path
from banji.law.sources import UnknownSource, register
from banji.law.yaml_lines import NotReadable, Row, read

_NEEDED = ("type", "direction", "title", "sender", "purpose", "source", "fields")
_NEEDED_TOO = ("every", "keep_days", "receiver_keep_days")
_MAY_HAVE = (
    "feed", "only_about", "replies_to", "or_from", "undoes", "within", "since", "may_have", "receivers", "if_asked",
)  # fmt: skip
_KNOWN = {*_NEEDED, *_NEEDED_TOO, *_MAY_HAVE}
_DIRECTIONS = ("in", "inside", "out")


def lint(path: Path) -> list[Finding]:
    """The faults of a catalogue file, with file, line and rule."""
    try:
        content = read(path)
    except NotReadable as error:
        return [Finding(path, error.line, "unreadable", error.message)]
    known = {str(row.get("field")) for row in content.rows("fields")}
    keys = {str(row.get("key")) for row in read(profile_path(DEFAULT_PROFILE)).rows("values")}
    found: list[Finding] = []
    seen: set[tuple[object, ...]] = set()
    ours = {str(row.get("type")) for row in content.rows("messages") if row.get("direction") == "out"}
    for row in content.rows("messages"):
        for field in ("replies_to", "undoes"):
            for unknown in sorted(set(row.get(field) or ()) - ours):
                message = f"{row.get('type')} {field} {unknown}, which we never send"
                found.append(Finding(path, row.line_of(field), "unknown-type", message))
        found += [
            Finding(path, row.line_of(field), rule, text) for field, rule, text in _faults(row, known, keys)
        ]
        for receiver in (*row.get("receivers", ()), *row.get("if_asked", ())):
            way = (row.get("type"), row.get("direction"), receiver, row.get("feed"))
            if way in seen:
                message = f"{row.get('type')} to {receiver} stands twice"
                found.append(Finding(path, row.line, "duplicate", message))
            seen.add(way)
    for row in content.rows("fields"):
        if not (row.get("zh") and row.get("en")):
            found.append(Finding(path, row.line, "empty-translation", f"{row.get('field')} needs zh and en"))
    found += lint_questions(path, content, known)
    return sorted(found, key=lambda finding: finding.line)


def require_lawful(path: Path) -> None:
    """Raises `law.linter.Unlawful`."""
    if found := lint(path):
        raise Unlawful(found)


def _faults(row: Row, known: set[str], keys: set[str]) -> Iterator[tuple[str, str, str]]:
    name = row.get("type", "the entry")
    for field in (*_NEEDED, *_NEEDED_TOO):
        if field not in row or (field != "every" and row[field] in (None, "", [], {})):
            yield field, "missing-field", f"{name} has no {field}"
    for field in row:
        if field not in _KNOWN:
            yield field, "unknown-field", f"{name} has a field {field!r} that nobody reads"
    if row.get("direction") not in _DIRECTIONS:
        yield "direction", "bad-value", f"{name}: the direction must be one of {', '.join(_DIRECTIONS)}"
    if not (row.get("receivers") or row.get("if_asked")):
        yield "receivers", "missing-field", f"{name} has no receiver"
    yield from _ways_in(row)
    yield from _words(row)
    for field in ("fields", "may_have"):
        for unknown in sorted(set(row.get(field) or ()) - known):
            yield field, "unknown-field", f"{name}: no field is called {unknown!r}"
    yield from _grounds(row, keys)


def _ways_in(row: Row) -> Iterator[tuple[str, str, str]]:
    name = row.get("type", "the entry")
    ways = bool(row.get("feed")) + bool(row.get("replies_to"))
    if ways != (row.get("direction") == "in"):
        yield (
            "feed",
            "bad-value",
            f"{name}: exactly what comes in is either a list (feed) or an answer (replies_to)",
        )
    if row.get("or_from") and not row.get("replies_to"):
        yield "or_from", "bad-value", f"{name}: only an answer may come from others too"
    if "only_about" in row and not (row["only_about"] == "DEAD" and row.get("feed")):
        yield "only_about", "bad-value", f"{name}: only a list (feed) is only_about, and only about DEAD"


def _words(row: Row) -> Iterator[tuple[str, str, str]]:
    for field in ("title", "purpose"):
        said = row.get(field)
        if isinstance(said, Row) and not (said.get("zh") and said.get("en")):
            yield field, "empty-translation", f"{field} of {row.get('type')} needs zh and en"


def _grounds(row: Row, keys: set[str]) -> Iterator[tuple[str, str, str]]:
    name = row.get("type", "the entry")
    try:
        register().cite(str(row.get("source") or ""))
    except UnknownSource as error:
        yield "source", "unknown-source", f"{name}: {error}"
    for field in ("every", "within"):
        if row.get(field) and row[field] not in keys:
            yield field, "unknown-key", f"{name}: no rule is called {row[field]!r}"
    if bool(row.get("within")) != bool(row.get("since")) or (row.get("within") and not row.get("feed")):
        yield (
            "within",
            "bad-value",
            f"{name}: the rows of a list have a term within which and a day since when",
        )
    if row.get("since") and row["since"] not in {*row.get("fields", ()), *row.get("may_have", ())}:
        yield "since", "bad-value", f"{name}: {row['since']!r} is no field of the list"
    for field in ("keep_days", "receiver_keep_days"):
        if field in row and (type(row[field]) is not int or not 30 <= row[field] <= 36600):
            yield field, "bad-value", f"{name}: {field} must be a number of days, 30 or more"


def main() -> int:
    from banji.exchange.catalogue import CATALOGUE

    found = lint(CATALOGUE)
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
