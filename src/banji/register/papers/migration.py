"""户口迁移证: one certificate for all who moved out in one act, made out for the head or the eldest of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from banji.foundation.actors import Actor
from banji.law.sources import source
from banji.register.models import RegisterEvent
from banji.register.papers import kinds, offers, words
from banji.register.papers.drafts import (
    Data,
    Draft,
    heading,
    paper_for,
    person_of,
    registration_of,
    station_of,
)
from banji.register.queries.certificates import Certificate, not_issued_again
from banji.register.queries.households import HEAD
from banji.register.queries.records import Record

_LAW = (source("HUKOU_1958", "10"), source("HUKOU_1958", "13"))


def movers_with(found: Certificate) -> list[UUID]:
    """Everybody to whom the same act gave the same certificate, and none after it."""
    events = RegisterEvent.objects.filter(
        recorded_in=found.event.recorded_in, kind=found.event.kind, revoked_by=None
    )
    return [
        one.person_id
        for one in not_issued_again(events).order_by("seq", "pk")
        if one.details.get("certificate_no") == found.number
    ]


class Mover(NamedTuple):
    record: Record
    moved_out: RegisterEvent
    certificate: Certificate


@words.in_chinese
def certificate(records: Mapping[UUID, Record], by: Actor) -> Draft:
    """Those of `records` who are still on the way, under the number and with the last day that are good now. A
    certificate that has run out is issued again in the register first (公通字〔2021〕12号 Art 47)."""
    movers = _in_order(records)
    holder, event, good = movers[0]
    station = station_of(registration_of(holder).village_id)
    home = holder.home
    data = heading(station, by) | {
        "certificate_no": good.number,
        "movers": [_line(one, holder) for one in movers],
        "from": home.address_text if home else "",
        "to": event.details.get("to", ""),
        "moved_on": words.iso(event.event_date),
        "valid_until": words.iso(good.valid_until),
        "legal_basis": words.legal(*_LAW),
    }
    rests_on = {
        "registrations": [registration_of(one.record).pk for one in movers],
        "events": [str(one.certificate.event.pk) for one in movers],
    }
    about = f"event:{event.pk}"
    paper = paper_for(
        kinds.MIGRATION,
        holder,
        station,
        rests_on,
        about=about,
        valid_until=good.valid_until,
        certificate_no=good.number,
    )
    return Draft("migration_certificate", data, [paper])


def _in_order(records: Mapping[UUID, Record]) -> Sequence[Mover]:
    """The head first, then the oldest."""
    gone = [
        Mover(record, event, found)
        for record in records.values()
        if (event := offers.moved_out(record)) and (found := offers.certificate(record))
    ]

    def rank(mover: Mover) -> tuple[bool, date, str]:
        born = mover.record.who.birth_date if mover.record.who else None
        return not mover.moved_out.details.get("was_head"), born or date.max, str(mover.record.person_id)

    return sorted(gone, key=rank)


def _line(mover: Mover, holder: Record) -> Data:
    who = mover.record.who
    return person_of(mover.record) | {
        "relation": _relation(mover.record, holder),
        "birth_place": who.birth_place if who else "",
        "native_place": who.native_place if who else "",
        "education": words.named("education", who.education) if who and who.education else "",
        "marital_status": words.named("marital", who.marital_status) if who and who.marital_status else "",
    }


def _relation(record: Record, holder: Record) -> str:
    """The register knows relations to the head alone: to another holder it is left to be written in."""
    if record is holder:
        return "持证人"
    headed = holder.home is not None and holder.home.relation_to_head == HEAD
    return words.relation(record.home.relation_to_head) if headed and record.home else ""
