"""Proofs of what has happened: cancelled, restored, another number, another way of writing the address."""

from __future__ import annotations

from banji.addresses import lineage
from banji.addresses.models import Succession
from banji.addresses.paths import Paths
from banji.foundation.actors import Actor
from banji.foundation.models import Secret
from banji.law.sources import source
from banji.register.access.printing import whole_number
from banji.register.models import RegisterEvent, Registration
from banji.register.papers import kinds, offers, words
from banji.register.papers.drafts import (
    Draft,
    heading,
    paper_for,
    person_of,
    registration_of,
    station_of,
)
from banji.register.queries.records import Record

_DEATH = (source("HUKOU_1958", "8"), source("NORM_2021", "34"))
_LEAVING = (source("HUKOU_1958", "10"), source("NORM_2021", "35"))
_RESTORING = (source("HUKOU_1958", "17"), source("NORM_2021", "38"))
_CHANGING = (source("HUKOU_1958", "17"), source("NORM_2021", "57"))
_TAKEN_OVER = frozenset({RegisterEvent.Kind.LOADED, RegisterEvent.Kind.MIRRORED})
_HOW = {
    Succession.How.RENAME.value: "更名",
    Succession.How.RECODE.value: "变更代码",
    Succession.How.TRANSFER.value: "划转",
    Succession.How.MERGE.value: "合并",
    Succession.How.SPLIT.value: "分设",
}


def about(event: RegisterEvent | None) -> str:
    """What tells proofs of one kind and person apart."""
    return f"event:{event.pk}" if event else ""


def _event(event: RegisterEvent | None) -> list[str]:
    return [str(event.pk)] if event else []


@words.in_chinese
def cancellation(record: Record, by: Actor) -> Draft:
    """户口注销证明: holds while he is cancelled by this act."""
    now = registration_of(record)
    event, station = record.event(now.event_id), station_of(now.village_id)
    died = now.cancel_reason == Registration.CancelReason.DEATH
    known = event is not None and event.kind == RegisterEvent.Kind.CANCEL_DEATH
    data = heading(station, by) | {
        "person": person_of(record),
        "died_on": words.iso(now.valid_from) if known else "",
        "cancelled_on": _cancelled_on(now, event),
        "reason": words.why_cancelled(now),
        "legal_basis": words.legal(*(_DEATH if died else _LEAVING)),
    }
    rests_on = {"registrations": [now.pk], "events": _event(event)}
    paper = paper_for(kinds.CANCELLATION, record, station, rests_on, about=about(event))
    return Draft("cancellation_proof", data, [paper])


def _cancelled_on(row: Registration, event: RegisterEvent | None) -> str:
    """The day on which it was written. An earlier register told the day of death or that of the cancellation: where
    it was the former, nobody knows the latter."""
    if event is None or event.kind in _TAKEN_OVER:
        return words.iso(row.valid_from)
    return "" if event.details.get("loaded") else words.day_of(event.recorded_from)


@words.in_chinese
def restoration(record: Record, by: Actor) -> Draft:
    """恢复户口证明: holds until the restoration is revoked."""
    event, station = offers.restored(record), station_of(registration_of(record).village_id)
    revoked = event.revokes if event else None
    data = heading(station, by) | {
        "person": person_of(record),
        "restored_on": words.iso(event.event_date) if event else "",
        "reason": event.reason if event else "",
        # Empty where a registration that had rightly ended begins again.
        "revoked": {"on": words.iso(revoked.event_date), "kind": revoked.get_kind_display()}
        if revoked
        else None,
        "legal_basis": words.legal(*_RESTORING),
    }
    paper = paper_for(kinds.RESTORATION, record, station, {"events": _event(event)}, about=about(event))
    return Draft("restoration_proof", data, [paper])


@words.in_chinese
def number_letter(record: Record, by: Actor) -> Draft:
    """公民身份号码变更证明: the old number and the new one are the same person. Holds while the new one is his."""
    event, station = offers.new_number(record), station_of(registration_of(record).village_id)
    if event is None:
        raise LookupError("No correction gave another number.")
    old, new = event.details["was"]["number_id"], offers.number_ids(event)[-1]
    numbers = Secret.objects.in_bulk([old, new])
    data = heading(station, by) | {
        "person": person_of(record) | {"citizen_id_no": whole_number(numbers[new])},
        "old_number": whole_number(numbers[old]),
        "corrected_on": words.iso(event.event_date),
        "reason": event.reason,
        "legal_basis": words.legal(*_CHANGING),
    }
    rests_on = {"events": _event(event), "says": {str(record.person_id): {"number_id": new}}}
    paper = paper_for(kinds.NUMBER, record, station, rests_on, about=about(event))
    return Draft("number_letter", data, [paper])


@words.in_chinese
def address(record: Record, by: Actor) -> Draft:
    """地址变更证明: the same dwelling, written otherwise since a day. Holds until that is revoked."""
    event, station = offers.new_address(record), station_of(registration_of(record).village_id)
    rows = record.registrations
    place = next(n for n, row in enumerate(rows) if event and row.event_id == event.pk)
    changes = [
        {"on": words.iso(rows[place].valid_from), "what": (event.reason if event else "") or "住址书写规范"}
    ]
    data = heading(station, by) | {
        "person": person_of(record),
        "renamed": False,
        "old_address": rows[place - 1].address_text if place else "",
        "new_address": rows[place].address_text,
        "changes": changes,
        "legal_basis": words.legal(*_CHANGING),
    }
    paper = paper_for(kinds.ADDRESS, record, station, {"events": _event(event)}, about=about(event))
    return Draft("address_proof", data, [paper])


@words.in_chinese
def village(record: Record, by: Actor) -> Draft:
    """地址变更证明 for a village renamed or merged: free, for everybody who is still registered under the old name."""
    now = registration_of(record)
    changes = lineage.changes_since(now.village_id, record.on)
    if not changes:
        raise LookupError("The village is the one it was.")
    became, station = changes[-1].division, station_of(now.village_id)
    paths = Paths([now.village_id, became.pk])
    data = heading(station, by) | {
        "person": person_of(record),
        "renamed": True,
        "old_address": paths.full_name(now.village_id),
        "new_address": paths.full_name(became.pk),
        "changes": [
            {"on": words.iso(one.on), "what": f"{_HOW[one.how]}为{one.division.name}"} for one in changes
        ],
        "legal_basis": words.legal(*_CHANGING[:1]),
    }
    rests_on = {
        "registrations": [now.pk],
        "successions": [one.succession_id for one in changes],
        "divisions": [became.pk],
    }
    return Draft("address_proof", data, [paper_for(kinds.VILLAGE, record, station, rests_on)])
