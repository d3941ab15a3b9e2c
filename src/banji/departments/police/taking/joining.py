"""What is settled before anything is compared: their confirmations of our events, and people of ours they now number."""

from __future__ import annotations

from collections import Counter, defaultdict
from uuid import UUID

import duckdb

from banji.audit.acts import act
from banji.departments.police.models import Intake
from banji.departments.police.taking.reading import confirmations
from banji.foundation.actors import Actor
from banji.identity.names import fold_name
from banji.register.models import EventConfirmation, Particulars, Person, RegisterEvent

_BLOCK = 5_000


def confirm(db: duckdb.DuckDBPyConnection, intake: Intake, *, by: Actor) -> tuple[int, int]:
    """Mark our events as confirmed under their references. Returns how many of the file's confirmations are of events
    of ours, and how many are not."""
    given = {event: ref for text, ref in confirmations(db) if ref and (event := _uuid(text))}
    stated = len(confirmations(db))
    with act("police.confirm", by=by, object_=("intake", intake.pk)) as this:
        ours = RegisterEvent.objects.filter(pk__in=given, recorded_to=None)
        known = set(ours.values_list("pk", flat=True))
        done = EventConfirmation.objects.filter(event__in=known)
        refs = EventConfirmation.objects.filter(external_ref__in=given.values())
        there, used = (
            set(done.values_list("event", flat=True)),
            set(refs.values_list("external_ref", flat=True)),
        )
        once = Counter(given.values())
        EventConfirmation.objects.bulk_create([
            EventConfirmation(event_id=event, external_ref=given[event], confirmed_at=this.now)
            for event in known - there
            if given[event] not in used and once[given[event]] == 1
        ])  # fmt: skip
        this.after = {"confirmed": len(known), "unknown": stated - len(known)}
    return len(known), stated - len(known)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def link(db: duckdb.DuckDBPyConnection, intake: Intake, *, by: Actor) -> int:
    """Give people of ours who have no reference yet the one they have there: one holder, same number, same name."""
    new = db.execute("""
        SELECT t.ref, last(json_extract_string(t.said, '$[7]') ORDER BY t.said),
               last(json_extract_string(t.said, '$[2]') ORDER BY t.said)
        FROM theirs t WHERE t.part = 'particulars' AND t.number <> '' AND t.ref NOT IN (SELECT ref FROM our_people)
        GROUP BY t.ref ORDER BY t.ref
    """).fetchall()
    return sum(_link(db, new[first : first + _BLOCK], intake, by) for first in range(0, len(new), _BLOCK))


def _link(db: duckdb.DuckDBPyConnection, new: list[tuple[str, str, str]], intake: Intake, by: Actor) -> int:
    holders = defaultdict(set)
    rows = Particulars.objects.filter(
        number__token__in=[bytes.fromhex(token) for _ref, token, _name in new],
        person__external_ref="",
        recorded_to=None,
        valid_to=None,
    )
    for token, name, holder in rows.values_list("number__token", "name_folded", "person"):
        holders[bytes(token).hex(), name].add(holder)
    found = {
        next(iter(named)): ref
        for ref, token, name in new
        if len(named := holders.get((token, fold_name(name)), set())) == 1
    }
    if not found:
        return 0
    with act("police.link", by=by, object_=("intake", intake.pk)) as this:
        this.about(*found)
        people = list(Person.objects.select_for_update(no_key=True).filter(pk__in=found, external_ref=""))
        for person in people:
            person.external_ref = found[person.pk]
        Person.objects.bulk_update(people, ["external_ref"])
        this.after = {"linked": {str(person.pk): person.external_ref for person in people}}
    db.execute("DELETE FROM our_people WHERE id IN (SELECT unnest(?))", [[str(p.pk) for p in people]])
    db.executemany("INSERT INTO our_people VALUES (?, ?)", [[str(p.pk), p.external_ref] for p in people])
    return len(people)
