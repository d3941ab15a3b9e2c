"""A small invented city as files, with whatever dirt a test asks for."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from banji.foundation.actors import system
from banji.register.loading import Progress, Report, load
from banji.register.loading.columns import COLUMNS

LOADER = system("tests.load")

HOUSEHOLDS = [
    {
        "household_no": "H1",
        "household_type": "FAMILY",
        "village_code": "519901100201",
        "address_text": "李家村3组12号",
    },
    {
        "household_no": "H2",
        "household_type": "FAMILY",
        "village_code": "519901101201",
        "address_text": "新桥村1组2号",
    },
    {
        "household_no": "H3",
        "household_type": "COLLECTIVE",
        "village_code": "519901101001",
        "address_text": "石门社区",
    },
]
PEOPLE = [
    {
        "external_ref": "P1", "household_no": "H1", "relation_to_head": "02", "name": "李大山", "sex": "1",
        "birth_date": "1950-01-01", "citizen_id_no": "519901195001010013", "phone": "15400000001",
        "valid_from": "1975-05-01", "status": "ACTIVE", "id_card_generation": "2", "id_card_issued_on": "2010-03-01",
        "id_card_valid_to": "9999-12-31", "legacy_hukou_category": "AGRICULTURAL", "legacy_as_of": "2014-11-18",
    },
    {
        "external_ref": "P2", "household_no": "H1", "relation_to_head": "12", "name": "阿依古丽•买买提", "sex": "2",
        "birth_date": "1988-02-29", "citizen_id_no": "519901198802296043", "valid_from": "2010-10-01", "status": "ACTIVE",
    },
    {
        "external_ref": "P3", "household_no": "H2", "relation_to_head": "02", "name": "曾小贤", "former_name": "曾大贤",
        "sex": "1", "birth_date": "1936-01-01", "citizen_id_no": "51990119360101502X", "valid_from": "1960-01-01",
        "status": "CANCELLED", "valid_to": "2016-08-09", "cancel_reason": "DEATH", "id_card_generation": "1",
    },
    {
        "external_ref": "P4", "household_no": "H3", "relation_to_head": "99", "name": "欧阳雪", "sex": "2",
        "birth_date": "1999-09-09", "valid_from": "2015-09-01", "status": "ACTIVE",
    },
]  # fmt: skip
SIGNS = [{"external_ref": "P1", "kind": "COUNTER_VISIT", "happened_on": "2016-12-07", "source": "窗口"}]

type Rows = list[dict[str, str]]


def write_city(
    folder: Path,
    *,
    households: Rows = HOUSEHOLDS,
    people: Rows = PEOPLE,
    signs: Rows = SIGNS,
    registrations: Rows | None = None,
    events: Rows | None = None,
    encoding: str = "utf-8",
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"households": households, "people": people, "signs_of_life": signs}
    history = {"registrations": registrations, "events": events}
    for table, rows in (tables | {name: rows for name, rows in history.items() if rows is not None}).items():
        with (folder / f"{table}.csv").open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[table], restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def changed(rows: Rows, key: str, **changes: str) -> Rows:
    """The rows, with the first one of this `external_ref` or `household_no` changed."""
    return [
        {**row, **changes} if key in (row.get("external_ref"), row["household_no"]) else row for row in rows
    ]


def load_city(folder: Path, *, progress: Progress = lambda *_: None, **parts: Rows) -> Report:
    return load(write_city(folder, **parts), by=LOADER, progress=progress)


def refused(report: Report, table: str) -> Mapping[str, str]:
    """Reason by row number of what was refused of a table."""
    path = report.reports / "refused" / f"{table}.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["row"]: row["reason_en"] for row in csv.DictReader(file)}
