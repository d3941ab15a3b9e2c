"""The chain of a person or a household, put together from its rows and events: see `timeline`.

What an event of ours wrote stands in its `details["sets"]`, by table and field. Rows that were taken over from an
earlier register or from the register of record say what holds and not what happened: where they replace other rows, the
difference counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Q

from banji.audit.acts import Act
from banji.register.models import (
    HouseholdParticulars,
    Particulars,
    RegisterEvent,
    Registration,
    TwoAxes,
)
from banji.register.names import name_columns
from banji.register.timeline import Span, Timeline

type Table = type[TwoAxes]

# The first field says whether there is a row at all.
FIELDS: dict[Table, tuple[str, ...]] = {
    Registration: (
        *("status", "cancel_reason", "household_id", "relation_to_head", "address_id", "address_text"),
        *("village_id", "legacy_hukou_category", "legacy_as_of"),
    ),
    Particulars: (
        *("name", "former_name", "sex", "birth_date", "ethnicity", "number_id", "phone_id", "native_place"),
        *("birth_place", "education", "marital_status"),
    ),
    HouseholdParticulars: ("household_no", "household_type", "address_id", "address_text", "village_id"),
}
NAMES: dict[Table, str] = {
    Registration: "registration",
    Particulars: "particulars",
    HouseholdParticulars: "household",
}
_OWNER: dict[Table, str] = {
    Registration: "person_id",
    Particulars: "person_id",
    HouseholdParticulars: "household_id",
}
_Kind = RegisterEvent.Kind
TAKEN_OVER = frozenset({_Kind.LOADED, _Kind.MIRRORED})
_ENDS = frozenset({_Kind.CANCEL_DEATH})
_BEGINS = frozenset({_Kind.BIRTH, _Kind.BACK_REGISTER, _Kind.MOVE_IN, _Kind.RESTORE})


@dataclass(slots=True)
class Chain:
    """All rows of one table ever written of one owner, and the events that concern him."""

    table: Table
    owner: UUID
    rows: list[TwoAxes]
    events: list[RegisterEvent]

    def timeline(self, *, without: Collection[UUID] = ()) -> Timeline:
        """Everything written, but for revoked events and those `without`."""
        left_out = {event.revokes_id for event in self.events if event.revokes_id} | set(without)
        line = Timeline(FIELDS[self.table])
        ours: dict[datetime, list[RegisterEvent]] = defaultdict(list)
        for event in self.events:
            ours[event.recorded_from].append(event)
        for at in sorted({*ours, *self._written_at()}):
            if at in ours and not any(event.kind in TAKEN_OVER for event in ours[at]):
                for event in ours[at]:
                    if event.pk not in left_out:
                        self._write(line, event)
            else:
                line.overwrite(self._spans(at, before=True), self._spans(at, before=False))
        return line

    def on(self, day: date) -> Span | None:
        return self.timeline().at(day)

    def standing(self) -> list[TwoAxes]:
        return [row for row in self.rows if row.recorded_to is None]

    def settle(self, this: Act, spans: list[Span]) -> list[TwoAxes]:
        """Make the standing rows say `spans`. Returns the rows that were closed and added."""
        standing = {self._said(row): row for row in self.standing()}
        wanted = {self._key(span): span for span in spans}
        closed = [row for key, row in standing.items() if key not in wanted]
        added = [self._row(span) for key, span in wanted.items() if key not in standing]
        this.close_all(closed)
        this.add(*added)
        self.rows += added
        return [*closed, *added]

    def _write(self, line: Timeline, event: RegisterEvent) -> None:
        for said in sets_of(event, self.table):
            if said.pop("id", None) not in (None, str(self.owner)):
                continue
            start = date.fromisoformat(said.pop("from", event.event_date.isoformat()))
            values = {name: _read(self.table, name, value) for name, value in said.items()}
            line.write(start, values, event.pk, ends=event.kind in _ENDS, begins=event.kind in _BEGINS)

    def _written_at(self) -> Iterator[datetime]:
        for row in self.rows:
            yield row.recorded_from
            if row.recorded_to is not None:
                yield row.recorded_to

    def _spans(self, at: datetime, *, before: bool) -> list[Span]:
        """What stood just before or after that instant."""
        rows = sorted(
            (row for row in self.rows if _stood(row, at, before=before)), key=lambda r: r.valid_from
        )
        if rows and self.table is HouseholdParticulars:
            # Books end with their last members (`books`), not by what is written of them.
            return [*map(self._span, rows[:-1]), _without_end(self._span(rows[-1]))]
        return [self._span(row) for row in rows]

    def _span(self, row: TwoAxes) -> Span:
        values = {name: getattr(row, name) for name in FIELDS[self.table]}
        return Span(row.valid_from, row.valid_to, values, row.event_id)

    def _key(self, span: Span) -> tuple[Any, ...]:
        return (span.start, span.end, span.source, *(span.values[name] for name in FIELDS[self.table]))

    def _said(self, row: TwoAxes) -> tuple[Any, ...]:
        return self._key(self._span(row))

    def _row(self, span: Span) -> TwoAxes:
        values = dict(span.values)
        if self.table is Particulars:
            values |= name_columns(values["name"], values["former_name"])._asdict()
        return self.table(
            **{_OWNER[self.table]: self.owner},
            **values,
            valid_from=span.start,
            valid_to=span.end,
            event_id=cast("UUID | None", span.source),
        )


def chains_of(persons: Collection[UUID]) -> dict[tuple[Table, UUID], Chain]:
    """Registrations and particulars of people, in three statements."""
    events: dict[UUID, list[RegisterEvent]] = defaultdict(list)
    for event in RegisterEvent.objects.filter(person__in=persons).order_by(
        "recorded_from", "event_date", "seq"
    ):
        events[event.person_id].append(event)
    chains: dict[tuple[Table, UUID], Chain] = {
        (table, person): Chain(table, person, [], events[person])
        for table in (Registration, Particulars)
        for person in persons
    }
    for registration in Registration.objects.filter(person__in=persons):
        chains[Registration, registration.person_id].rows.append(registration)
    for particulars in Particulars.objects.filter(person__in=persons):
        chains[Particulars, particulars.person_id].rows.append(particulars)
    return chains


def household_chains_of(households: Collection[UUID]) -> dict[tuple[Table, UUID], Chain]:
    """The states of households, in two statements."""
    table = HouseholdParticulars
    chains: dict[tuple[Table, UUID], Chain] = {
        (table, each): Chain(table, each, [], []) for each in households
    }
    for row in table.objects.filter(household__in=households):
        chains[table, row.household_id].rows.append(row)
    written = {row.event_id: chain for chain in chains.values() for row in chain.rows if row.event_id}
    events = RegisterEvent.objects.filter(Q(pk__in=written) | Q(revokes__in=written))
    for event in events.order_by("recorded_from", "event_date", "seq"):
        chain = written.get(event.pk) or (written.get(event.revokes_id) if event.revokes_id else None)
        if chain is not None:
            chain.events.append(event)
    return chains


def sets_of(event: RegisterEvent, table: Table) -> list[dict[str, Any]]:
    """What an event of ours wrote into a table, as it stands in its details: fields with their values, `from` the day
    where it is not the event's, of a household its `id`. Copies."""
    return [dict(said) for said in event.details.get("sets", {}).get(NAMES[table], ())]


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they stand in the details of an event."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _read(table: Table, name: str, value: Any) -> Any:
    field: Any = table._meta.get_field(name)
    return (field.target_field if field.is_relation else field).to_python(value)


def _stood(row: TwoAxes, at: datetime, *, before: bool) -> bool:
    if before:
        return row.recorded_from < at and (row.recorded_to is None or row.recorded_to >= at)
    return row.recorded_from <= at and (row.recorded_to is None or row.recorded_to > at)


def _without_end(span: Span) -> Span:
    return Span(span.start, None, span.values, span.source)


def touched_households(rows: Iterable[TwoAxes]) -> set[UUID]:
    return {row.household_id for row in rows if isinstance(row, Registration) and row.household_id}
