"""Is what an event presupposes still there? Asked when another event is revoked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from banji.register.models import Particulars, RegisterEvent, Registration
from banji.register.operations.chains import TAKEN_OVER, Chain, sets_of
from banji.register.timeline import Span

_Kind, _Status = RegisterEvent.Kind, Registration.Status


def start_of(event: RegisterEvent) -> date:
    """The day from which the event holds in the register."""
    said = next((each["from"] for each in sets_of(event, Registration) if "from" in each), None)
    return date.fromisoformat(said) if said else event.event_date


def still_grounded(chain: Chain, event: RegisterEvent, *, without: Collection[UUID]) -> bool:
    """Does the chain, without these events and those that came after it, bear this event?"""
    revoked = {each.revokes_id for each in chain.events if each.revokes_id}
    if event.pk in revoked or event.revokes_id or event.kind in TAKEN_OVER:
        return True
    if not sets_of(event, Registration):
        return not sets_of(event, Particulars) or _ever_registered(chain, event, without)
    if event.kind == _Kind.CORRECT:
        return _bears_correction(chain, event, without)
    mark = _place(event)
    later = {each.pk for each in chain.events if _place(each) >= mark}
    before = chain.timeline(without={*without, *later}).at(start_of(event))
    return _bears(event, before) and (before is not None or _ever_came(chain, event, without))


def _ever_registered(chain: Chain, event: RegisterEvent, without: Collection[UUID]) -> bool:
    """Who somebody is can only be changed of somebody who came into the register."""
    return bool(chain.timeline(without={*without, event.pk}).spans())


def _ever_came(chain: Chain, event: RegisterEvent, without: Collection[UUID]) -> bool:
    """Who died before he was registered (户口登记条例 Art 9) was registered afterwards; a death alone says of nobody where
    he belongs."""
    spans = chain.timeline(without={*without, event.pk}).spans()
    return event.kind != _Kind.CANCEL_DEATH or any(span.values["village_id"] is not None for span in spans)


def _bears_correction(chain: Chain, event: RegisterEvent, without: Collection[UUID]) -> bool:
    """A correction goes by what was known when it was made, on all the days from which it says otherwise."""
    later = {each.pk for each in chain.events if each.recorded_from >= event.recorded_from}
    line = chain.timeline(without={*without, *later})
    days = (date.fromisoformat(said["from"]) for said in sets_of(event, Registration))
    return all(_bears(event, line.at(day)) for day in days)


def _place(event: RegisterEvent) -> tuple[date, int, str]:
    return start_of(event), event.seq, str(event.pk)


# The states in which an event finds the person; None: not registered yet. Other kinds: registered.
_FINDS: dict[str, frozenset[str | None]] = {
    _Kind.BIRTH: frozenset({None}),
    _Kind.BACK_REGISTER: frozenset({None}),
    _Kind.MOVE_IN: frozenset({None, _Status.IN_TRANSIT, _Status.CANCELLED}),
    _Kind.RESTORE: frozenset({_Status.IN_TRANSIT, _Status.CANCELLED}),
    _Kind.CANCEL_DEATH: frozenset({None, _Status.ACTIVE, _Status.IN_TRANSIT}),
    _Kind.CANCEL: frozenset({_Status.ACTIVE, _Status.IN_TRANSIT}),
}
_INSIDE = frozenset({_Status.ACTIVE})


def _bears(event: RegisterEvent, before: Span | None) -> bool:
    status = before.values["status"] if before else None
    if event.kind in _FINDS:
        return status in _FINDS[event.kind]
    return status in _INSIDE and _same_household(event, before)


def _same_household(event: RegisterEvent, before: Span | None) -> bool:
    """An event inside a household names it; one that leaves it names the one it leaves."""
    named = event.details.get("household")
    return not named or (before is not None and str(before.values["household_id"]) == named)
