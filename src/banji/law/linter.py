"""The linter: no value, paper, deadline or refusal without a source. At start-up, in the tests, as `banji law lint`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from banji.law.lint_rules import (
    BLOCKS,
    UNIQUE,
    Fault,
    Known,
    duplicated,
    overlap,
    overlapping,
    overrides_rightly,
)
from banji.law.shipped import profile_path, shipped_files, shipped_profiles
from banji.law.sources import SourceRegister
from banji.law.yaml_lines import NotReadable, Row, read


class Finding(NamedTuple):
    """One fault, where it stands and which rule it breaks. Lines count from 1."""

    file: Path
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.message}"


class Unlawful(ValueError):
    """The rules do not pass the linter and are not loaded."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            "\n".join(["the rules do not pass the linter:", *(str(found) for found in findings)])
        )


def lint(paths: Iterable[Path] | None = None) -> list[Finding]:
    """The faults of these files, checked on top of the shipped rules; of the shipped rules themselves by default."""
    files = shipped_files() if paths is None else tuple(Path(path) for path in paths)
    findings: list[Finding] = []
    parsed: dict[Path, Row] = {}
    for file in files:
        try:
            parsed[file] = read(file)
        except NotReadable as error:
            findings.append(Finding(file, error.line, "unreadable", error.message))
        except OSError as error:
            findings.append(Finding(file, 1, "unreadable", error.strerror or str(error)))
    known = _known(parsed)
    for file, content in parsed.items():
        faults = _faults(file, content, known)
        findings += [
            Finding(file, fault.row.line_of(fault.field), fault.rule, fault.message) for fault in faults
        ]
    findings += _between_files(parsed)
    return sorted(set(findings), key=lambda found: (str(found.file), found.line, found.rule))


def require_lawful(paths: Iterable[Path] = ()) -> None:
    """For start-up: the shipped rules, or the given files of a city on top of them. Raises `Unlawful`."""
    findings = lint(tuple(paths) or None)
    if findings:
        raise Unlawful(findings)


def main(argv: Sequence[str] | None = None) -> int:
    """`banji law lint [--path FILE …]`: 0 when all is well, 1 with `file:line: rule: message` lines otherwise."""
    parser = argparse.ArgumentParser(
        prog="banji law lint", description="Check rules, papers and their sources."
    )
    parser.add_argument(
        "--path", nargs="+", type=Path, metavar="FILE", help="files of a city, besides the shipped"
    )
    chosen: list[Path] = parser.parse_args(argv).path or []
    findings = lint() + (lint(chosen) if chosen else [])
    for found in findings:
        print(found)
    if findings:
        print(f"{len(findings)} findings in {len({found.file for found in findings})} files", file=sys.stderr)
        return 1
    print(f"{len(shipped_files()) + len(chosen)} files of rules, every demand has its source")
    return 0


def _known(parsed: dict[Path, Row]) -> Known:
    """What may be referred to: shipped and given rows, as far as they can be read. Broken ones are found elsewhere."""
    files = dict(_readable(shipped_files())) | parsed
    papers = [row for content in files.values() for row in content.rows("papers")]
    return Known(
        sources=_sources(content for content in files.values()),
        papers={str(row.get("id")): _zh(row) for row in papers},
        forbidden=tuple(
            row for content in files.values() for row in content.rows("forbidden") if row.get("id")
        ),
        profiles=shipped_profiles(),
        shipped_values=tuple(
            (profile, row)
            for profile in shipped_profiles()
            for row in files.get(profile_path(profile), Row()).rows("values")
        ),
    )


def _readable(files: Iterable[Path]) -> Iterator[tuple[Path, Row]]:
    for file in files:
        try:
            yield file, read(file)
        except (NotReadable, OSError):
            continue


def _sources(contents: Iterable[Row]) -> SourceRegister:
    """The register of all rows that are good enough to cite."""
    nothing = Known(SourceRegister({}), {}, (), (), ())
    rows = [row for content in contents for row in content.rows("sources")]
    return SourceRegister({}).with_rows(
        row for row in rows if not any(fault for check in BLOCKS["sources"] for fault in check(row, nothing))
    )


def _zh(row: Row) -> str:
    name = row.get("name")
    return str(name.get("zh") or "") if isinstance(name, Row) else ""


def _faults(file: Path, content: Row, known: Known) -> Iterator[Fault]:
    for block, rows in content.items():
        if block in {"profile", "title"} and not _is_city(file):
            continue
        if block not in BLOCKS:
            yield Fault(
                content,
                block,
                "unknown-block",
                f"no block is called {block!r}; there are: {', '.join(BLOCKS)}",
            )
        elif not isinstance(rows, list) or len(content.rows(block)) != len(rows):
            yield Fault(content, block, "bad-value", f"{block} must be a list of rows")
        else:
            yield from _block_faults(block, content.rows(block), known, city=_is_city(file))


def _block_faults(block: str, rows: list[Row], known: Known, *, city: bool) -> Iterator[Fault]:
    for row in rows:
        for check in BLOCKS[block]:
            yield from check(row, known)
        if block == "values" and city:
            yield from overrides_rightly(row, known)
    if block == "values":
        yield from overlapping(rows, lambda row: row.get("key"))
    if block in UNIQUE:
        yield from duplicated(rows, UNIQUE[block])


def _between_files(parsed: dict[Path, Row]) -> Iterator[Finding]:
    """Two files of a city that set the same value for the same days contradict each other."""
    rows = [
        (file, row) for file, content in parsed.items() if _is_city(file) for row in content.rows("values")
    ]
    for place, (file, row) in enumerate(rows):
        for earlier, other in rows[:place]:
            if file != earlier and row.get("key") == other.get("key") and overlap(row, other):
                message = f"{row.get('key')!r} is set for the same days in {earlier}, line {other.line}"
                yield Finding(file, row.line_of("valid_from"), "overlap", message)
    yield from _taken_over(parsed)


def _taken_over(parsed: dict[Path, Row]) -> Iterator[Finding]:
    """A city adds documents, papers and refusals; it does not redefine the shipped ones."""
    shipped = dict(_readable(shipped_files()))
    for block, key in UNIQUE.items():
        taken = {row.get(key) for content in shipped.values() for row in content.rows(block)}
        for file, content in parsed.items():
            for row in content.rows(block):
                if _is_city(file) and row.get(key) in taken:
                    message = f"{row.get(key)!r} is shipped and cannot be redefined; add your own"
                    yield Finding(file, row.line_of(key), "duplicate", message)


def _is_city(file: Path) -> bool:
    return file.resolve() not in shipped_files()
