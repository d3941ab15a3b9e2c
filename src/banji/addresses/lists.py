"""A list of divisions as a city hands it over: code, level, name, parent_code. Read whole or refused whole."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from banji.addresses.names import short_name
from banji.foundation.errors import Refused
from banji.identity.characters import decode_text

LEVELS = {"province": 1, "prefecture": 2, "county": 3, "township": 4, "village": 5}
LENGTHS = {1: 6, 2: 6, 3: 6, 4: 9, 5: 12}
VILLAGE, TOWNSHIP = LEVELS["village"], LEVELS["township"]
_COLUMNS = ("code", "level", "name", "parent_code")
_SHOWN = 10

type Rows = Iterable[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Unit:
    """One line of a list. `parent` is the code of the unit above in the same list, empty at the top."""

    code: str
    level: int
    name: str
    short: str
    parent: str


type Units = dict[str, Unit]


def read(source: Path | str | Rows) -> Units:
    """Units by code, from the top down. Raises `Refused` with the first wrong lines; nothing is half-read."""
    rows = list(_from_file(Path(source)) if isinstance(source, str | Path) else source)
    faults = list(_faults(rows))
    if faults:
        more = "" if len(faults) <= _SHOWN else " …"
        raise Refused(
            _("The list of divisions has %(count)d faults: %(faults)s")
            % {"count": len(faults), "faults": "; ".join(faults[:_SHOWN]) + more},
            remedy=_("Correct the list and load it again. Nothing of it has been loaded."),
            code="bad_list",
        )
    units: Units = {}
    for row in sorted(rows, key=lambda row: (LEVELS[row["level"]], row["code"])):
        parent = row["parent_code"]
        above = _names_above(parent, units)
        name = row["name"].strip()
        units[row["code"]] = Unit(row["code"], LEVELS[row["level"]], name, short_name(name, above), parent)
    return units


def _from_file(path: Path) -> Rows:
    text, _encoding = decode_text(path.read_bytes())
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise Refused(
            _("The list of divisions has no column %(names)s.") % {"names": ", ".join(missing)},
            remedy=_("The columns are code, level, name and parent_code."),
            code="bad_list",
        )
    return list(reader)


def _names_above(parent: str, units: Units) -> tuple[str, ...]:
    """The names a list may put before a village's own: its county's, then its town's."""
    names: list[str] = []
    while parent and units[parent].level > LEVELS["prefecture"]:
        names.insert(0, units[parent].name)
        parent = units[parent].parent
    return tuple(names)


def _faults(rows: list[Mapping[str, str]]) -> Iterable[str]:
    levels = {row["code"]: LEVELS.get(row["level"]) for row in rows}
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        code, level, parent = row["code"], LEVELS.get(row["level"]), row["parent_code"]
        where = {"line": line, "code": code}
        if level is None or not code.isascii() or not code.isdigit() or len(code) != LENGTHS[level]:
            yield _("line %(line)d: %(code)s is not a code of its level") % where
        elif code in seen:
            yield _("line %(line)d: %(code)s stands twice") % where
        elif not (row["name"] or "").strip():
            yield _("line %(line)d: %(code)s has no name") % where
        elif (level > 1 or parent) and levels.get(parent) != level - 1:
            yield _("line %(line)d: the unit above %(code)s is not in the list") % where
        seen.add(code)
