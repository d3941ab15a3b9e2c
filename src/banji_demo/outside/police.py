"""The police register of the demo city: the register of record, a small program of its own.

    outside = PoliceRegister.of_tables(households, people, sign=…, day=date(2017, 3, 1))
    outside.write_full(folder); outside.month(); outside.hear(envelopes); outside.write_delta(folder)

It registers births, deaths, moves and cards, corrects names, errs now and then, takes our messages and confirms them
in its next file. New citizen numbers come only from it.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from banji_demo.city.numbers import number
from banji_demo.outside.police_rows import Record, Row, began, record_of

OFFICER = "公安户籍民警 钟鸣"
_CITY_TIME = ZoneInfo("Asia/Shanghai")
_NAMES = ("安宁", "一诺", "子涵", "浩然", "雨桐", "思源", "佳怡", "明哲")
_TABLES: dict[str, tuple[str, ...]] = {
    "households": ("household_no", "household_type", "village_code", "address_text", "valid_from"),
    "people": (
        *("external_ref", "name", "former_name", "sex", "birth_date", "ethnicity", "citizen_id_no", "phone"),
        *("native_place", "birth_place", "education", "marital_status", "valid_from"),
    ),
    "registrations": (
        *("external_ref", "household_no", "relation_to_head", "status", "cancel_reason", "address_text"),
        *("village_code", "legacy_hukou_category", "legacy_as_of", "valid_from", "decided_by"),
    ),
    "id_cards": ("external_ref", "generation", "issued_on", "valid_to", "state"),
    "confirmations": ("event", "external_ref"),
}

type Sign = Callable[[Mapping[str, Any]], str]


class PoliceRegister:
    """State: records by reference, homes by number, what has changed since the last file, what is to be confirmed."""

    def __init__(
        self, homes: dict[str, Row], people: dict[str, Record], *, sign: Sign, day: date, seed: int = 7
    ):
        self.homes, self.people, self.sign, self.day = homes, people, sign, day
        self.draw = Random(seed)
        self.sequence = 0
        self.changed: set[str] = set()
        self.changed_homes: set[str] = set()
        self.confirmations: list[Row] = []
        self._before: dict[str, Record] = {}
        self._heard: set[str] = set()
        self._refs, self._events, self._births = count(1), count(1), count(1)

    @classmethod
    def of_tables(
        cls,
        households: Iterable[Mapping[str, Any]],
        people: Iterable[Mapping[str, Any]],
        *,
        sign: Sign,
        day: date,
    ) -> PoliceRegister:
        """As the city's tables of the first load have it."""
        rows = list(people)
        since: dict[str, str] = {}
        for row in rows:
            home = row["household_no"]
            since[home] = min(since.get(home, "9999"), began(row))
        homes = {
            row["household_no"]: {key: str(row.get(key) or "") for key in _TABLES["households"]}
            | {"valid_from": since.get(row["household_no"], day.isoformat())}
            for row in households
        }
        records = {row["external_ref"]: record_of(row, homes[row["household_no"]]) for row in rows}
        return cls(homes, records, sign=sign, day=day)

    # ------------------------------------------------------------------ what happens there

    def born(self, home_no: str) -> str:
        """A child is registered, with the number that only this register gives out."""
        ref, day, place = f"N{next(self._refs):09}", self.day.isoformat(), self.homes[home_no]
        female = self.draw.random() < 0.49
        sequence = 2 * (next(self._births) % 400) + (2 if female else 1)
        citizen_id_no = number(519901, int(day.replace("-", "")), sequence)
        surname = next(
            (
                r.people[-1]["name"][0]
                for r in self.people.values()
                if r.registrations[-1]["household_no"] == home_no
            ),
            "李",
        )
        self.people[ref] = record_of(
            {
                "external_ref": ref, "name": surname + self.draw.choice(_NAMES), "sex": "2" if female else "1",
                "birth_date": day, "citizen_id_no": citizen_id_no, "relation_to_head": "30" if female else "20",
                "ethnicity": "01",
            },
            place,
        )  # fmt: skip
        self.changed.add(ref)
        return ref

    def died(self, ref: str, on: date | None = None, *, officer: str = OFFICER) -> None:
        self._of(ref).cancel((on or self.day).isoformat(), reason="DEATH", officer=officer)

    def restored(self, ref: str) -> None:
        self._of(ref).restore(officer=OFFICER)

    def moved(self, ref: str, home_no: str) -> None:
        self._of(ref).move(self.homes[home_no], self.day.isoformat(), relation="99")

    def corrected(self, ref: str, name: str) -> None:
        self._of(ref).rename(name)

    def renamed(self, ref: str, name: str) -> None:
        self._of(ref).change_name(name, self.day.isoformat())

    def carded(self, ref: str) -> None:
        self._of(ref).new_card(self.day.isoformat(), (self.day + timedelta(days=7305)).isoformat())

    def doubled(self, ref: str) -> str:
        """The same person is registered a second time by mistake, with the same number (重户)."""
        there, again = self.people[ref], f"D{next(self._refs):09}"
        self.people[again] = Record(
            [row | {"external_ref": again} for row in there.people[-1:]],
            [row | {"external_ref": again} for row in there.registrations[-1:]],
        )
        self.changed.add(again)
        return again

    def rehoused(self, home_no: str, address: str) -> None:
        """更正 of a household's address text, and of its members' rows."""
        self.homes[home_no]["address_text"] = address
        self.changed_homes.add(home_no)

    def lost(self, ref: str) -> None:
        """A record is gone from their system; nobody says so."""
        del self.people[ref]
        self.changed.discard(ref)

    def _of(self, ref: str) -> Record:
        self.changed.add(ref)
        return self.people[ref]

    def pass_days(self, days: int) -> None:
        self.day += timedelta(days=days)

    def month(self) -> None:
        """About what happens in a month to every thousand people; sometimes a death is registered by mistake."""
        self.pass_days(30)
        living = sorted(ref for ref, record in self.people.items() if not record.is_cancelled)
        homes = sorted({self.people[ref].registrations[-1]["household_no"] for ref in living})
        for _n in range(max(1, len(living) // 1000)):
            self.born(self.draw.choice(homes))
            dead, mover, renamed, carded = self.draw.sample(living, 4) if len(living) > 3 else [living[0]] * 4
            self.carded(carded)
            self.moved(mover, self.draw.choice(homes))
            self.corrected(renamed, self.people[renamed].people[-1]["name"][0] + self.draw.choice(_NAMES))
            self.died(dead)

    # ------------------------------------------------------------------ our messages

    def hear_folder(self, folder: Path) -> int:
        """Take the messages of a file drop (its folder `out`). Returns how many events were new."""
        lines = (line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines())
        return self.hear(json.loads(line) for line in lines if line.strip())

    def hear(self, envelopes: Iterable[Mapping[str, Any]]) -> int:
        """Register what was decided with us; the next file confirms it. The same message again changes nothing."""
        events = [e["payload"] for e in envelopes if e["type"] == "REGISTER_EVENT"]
        new = [event for event in events if event["event"] not in self._heard]
        for event in new:
            self._heard.add(event["event"])
            self._take(event)
            self.confirmations.append({"event": event["event"], "external_ref": f"E{next(self._events):09}"})
        return len(new)

    def _take(self, event: Mapping[str, Any]) -> None:
        record, officer = self._of(event["person_ref"]), event.get("decided_by", "")
        if event["event_kind"] == "CANCEL_DEATH" and not record.is_cancelled:
            record.cancel(event["event_date"], reason="DEATH", officer=officer)
        elif event["event_kind"] == "RESTORE" and record.is_cancelled:
            record.restore(officer=officer)

    # ------------------------------------------------------------------ its files

    def write_full(self, folder: Path) -> Path:
        """Everybody."""
        return self._write(folder, "FULL", set(self.people), set(self.homes))

    def write_delta(self, folder: Path, *, follows: int | None = None) -> Path:
        """Whoever has changed since the last file, with the households they are or were in."""
        homes = {row["household_no"] for ref in self.changed for row in self.people[ref].registrations}
        return self._write(folder, "DELTA", self.changed, homes | self.changed_homes, follows=follows)

    def _write(
        self, folder: Path, kind: str, refs: set[str], homes: set[str], *, follows: int | None = None
    ) -> Path:
        folder.mkdir(parents=True)
        before, self.sequence = self.sequence, self.sequence + 1
        tables = {table: self._table(folder, table, rows) for table, rows in self._rows(refs, homes)}
        write_manifest(
            folder,
            {
                "kind": kind,
                "sequence": self.sequence,
                "follows": before if follows is None else follows,
                "as_of": datetime.combine(self.day, time(self.sequence % 24), _CITY_TIME).isoformat(),
                "tables": tables,
            },
            self.sign,
        )
        self.changed, self.changed_homes, self.confirmations = set(), set(), []
        return folder

    def _rows(self, refs: set[str], homes: set[str]) -> Iterator[tuple[str, list[Row]]]:
        records = [self.people[ref] for ref in sorted(refs)]
        yield "households", [self.homes[no] for no in sorted(homes)]
        yield "people", [row for record in records for row in record.people]
        yield "registrations", [row for record in records for row in record.registrations]
        yield "id_cards", [row for record in records for row in record.id_cards]
        yield "confirmations", self.confirmations

    def _table(self, folder: Path, table: str, rows: list[Row]) -> dict[str, Any]:
        path = folder / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, _TABLES[table], restval="", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        return {"file": path.name, "rows": len(rows), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def write_manifest(folder: Path, said: Mapping[str, Any], sign: Sign) -> None:
    """Sign and write a manifest."""
    (folder / "manifest.json").write_text(
        json.dumps({**said, "signature": sign(said)}, ensure_ascii=False, indent=1)
    )
