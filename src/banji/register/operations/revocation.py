"""Revoking what was registered, in any order: the others stay as they are, and what stood on it is named.

The revoked event is left out of the chains as if it had never been (`timeline`); nothing is removed from the history.
What was done in one act is revoked together. An event that stands on it keeps its place only if its ground is still
there; otherwise it is revoked too, or, where two would be head of one household, the returning one is given a relation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.identity import codes
from banji.identity.masking import mask_name
from banji.register.models import (
    HouseholdParticulars,
    Particulars,
    RegisterEvent,
    Registration,
    Survivor,
)
from banji.register.operations.cards import return_cards
from banji.register.operations.chains import Chain, chains_of, household_chains_of, sets_of
from banji.register.operations.entering import Book, entering
from banji.register.operations.grounds import start_of, still_grounded
from banji.register.operations.heads import heads
from banji.register.queries.households import HEAD
from banji.register.timeline import Span

_Kind = RegisterEvent.Kind
_CANCELLATIONS = frozenset({_Kind.CANCEL_DEATH, _Kind.CANCEL})
_TAKEN = frozenset({_Kind.LOADED, _Kind.MIRRORED, _Kind.REVOKE})
# A paper that somebody holds: the next one takes its place (`certificates`).
_HANDED_OUT = frozenset({_Kind.REISSUE})


@dataclass(frozen=True, slots=True)
class Standing:
    """An event that stands on one that is to be revoked. `second_head`: it made somebody else head in the meantime;
    then the one who returns may be given a relation to him instead of revoking it."""

    event: RegisterEvent
    why: str
    second_head: bool = False


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a revocation would mean: the events of the act, and what stands on them."""

    events: tuple[RegisterEvent, ...]
    standing: tuple[Standing, ...]

    @property
    def second_head(self) -> bool:
        return any(each.second_head for each in self.standing)


def prospect(event_id: UUID) -> Prospect:
    """What would come of revoking this event now, and of revoking with it what has lost its ground. Changes nothing,
    opens nobody. Raises `Refused` and `NotFound`."""
    group = _group(event_id)
    left_out, found = list(group), dict[UUID, Standing]()
    while fresh := [each for each in _standing_without(left_out) if each.event.pk not in found]:
        found |= {each.event.pk: each for each in fresh}
        gone = [each.event.pk for each in fresh if not each.second_head]
        left_out += [event for pk in gone for event in _group(pk)]
        if not gone:
            break
    return Prospect(tuple(group), tuple(found.values()))


def _standing_without(events: Sequence[RegisterEvent]) -> Iterator[Standing]:
    persons = {event.person_id for event in events}
    chains = {owner: chain for (table, owner), chain in chains_of(persons).items() if table is Registration}
    homes = household_chains_of(_opened_by(events))
    return _standing(chains, homes.values(), events, {event.pk for event in events})


def revoke(
    *,
    event_id: UUID,
    reason: str,
    by: Actor,
    case_no: str = "",
    also: Collection[UUID] = (),
    return_as: str = "",
) -> RegisterEvent:
    """Revoke an event with everything that was done in the same act, and the events `also`.

    `return_as`: the relation (GB/T 4761) which a former head takes to whoever is head now. Raises `Refused` with code
    `stands_on_it` and every event that stands on it, unless one of both settles it; and `NotFound`.
    """
    group = _group(event_id)
    events = {event.pk: event for each in also for event in _group(each)} | {e.pk: e for e in group}
    persons = sorted({event.person_id for event in events.values()})
    with entering("register.revoke", by=by, persons=persons, case_no=case_no) as book:
        for event in events.values():
            _still_standing(event)
        _check_relation(return_as)
        made = {event.pk: _leave_out(book, event, reason) for event in events.values()}
        book.numbers |= _numbers_of(events.values())
        chains = {person: book.chain(Registration, person) for person in persons}
        homes = [book.chain(HouseholdParticulars, home) for home in _opened_by(events.values())]
        left = list(_standing(chains, homes, events.values(), set()))
        if return_as:
            left = _give_relation(book, made.values(), left, return_as)
        if left:
            raise Refused(
                _("Other events stand on this one: {events}").format(
                    events=" ".join(each.why for each in left)
                ),
                remedy=_(
                    "Revoke them together with it, or say in which relation the person returns to the household."
                ),
                code="stands_on_it",
            )
        book.settle()
        for event in made.values():
            _put_back(book, event)
    return made[event_id]


def _group(event_id: UUID) -> list[RegisterEvent]:
    """What was done in the same act."""
    event = RegisterEvent.objects.filter(pk=event_id).first()
    if event is None:
        raise NotFound(_("There is no such event in the register."), code="no_such_event")
    _revocable(event)
    group = RegisterEvent.objects.filter(recorded_in=event.recorded_in).order_by("seq", "pk")
    return list(group)


def can_be_revoked(event: RegisterEvent) -> bool:
    """Is it an event of ours, and not itself a revocation? Whether somebody has revoked it already is another question."""
    return not (event.kind in _TAKEN | _HANDED_OUT or event.revokes_id or event.details.get("loaded"))


def _revocable(event: RegisterEvent) -> None:
    if not can_be_revoked(event):
        raise Refused(
            _("This event cannot be revoked; it is: {kind}.").format(kind=event.get_kind_display()),
            remedy=_(
                "What was taken over from another register is corrected, a revoked event is entered anew, and a"
                " certificate is issued once more."
            ),
            code="not_revocable",
        )


def _still_standing(event: RegisterEvent) -> None:
    """With the persons locked: has somebody been faster?"""
    if event.revoked_by.exists():
        raise Refused(
            _("This event has been revoked already."),
            remedy=_("Open the person again and look at the new state."),
            code="already_revoked",
        )


def _leave_out(book: Book, event: RegisterEvent, reason: str) -> RegisterEvent:
    kind = _Kind.RESTORE if event.kind in _CANCELLATIONS else _Kind.REVOKE
    return book.enter(kind, event.person_id, book.today, reason=reason, revokes=event)


def _numbers_of(events: Iterable[RegisterEvent]) -> set[int]:
    """The numbers these events gave and took."""
    said = (
        said for event in events for said in (*sets_of(event, Particulars), event.details.get("was") or {})
    )
    return {int(each["number_id"]) for each in said if each.get("number_id")}


def _put_back(book: Book, revoking: RegisterEvent) -> None:
    revoked = revoking.revokes
    if revoked is not None and revoked.kind in _CANCELLATIONS:
        returned = return_cards(book.this, revoked.person_id, revoked.recorded_in)
        revoking.details |= {"cards_returned": returned}
        if merged := list(Survivor.objects.filter(event=revoked, recorded_to=None)):
            book.this.close_all(merged)
            book.numbers |= book.numbers_of(revoked.person_id)


def _standing(
    chains: Mapping[UUID, Chain],
    homes: Iterable[Chain],
    left_out: Iterable[RegisterEvent],
    without: set[UUID],
) -> Iterator[Standing]:
    """Events whose ground is gone without these, those who came into a household that one of them opened, and those
    that made a second head. `without` is empty where the events have been revoked already."""
    named: set[UUID] = {event.pk for event in left_out}
    groundless = (
        event
        for chain in chains.values()
        for event in chain.events
        if not still_grounded(chain, event, without=without)
    )
    for event in (*groundless, *_came_into(homes, without)):
        if event.pk not in named:
            named.add(event.pk)
            yield Standing(event, _sentence(event))
    for event in _second_heads(chains, without):
        if event.pk not in named:
            named.add(event.pk)
            yield Standing(event, _sentence(event), second_head=True)


def _opened_by(events: Iterable[RegisterEvent]) -> set[UUID]:
    """The households these events write of."""
    return {UUID(said["id"]) for event in events for said in sets_of(event, HouseholdParticulars)}


def _came_into(homes: Iterable[Chain], without: set[UUID]) -> Iterator[RegisterEvent]:
    """Events by which people came into households that would never have been."""
    never = {chain.owner for chain in homes if not chain.timeline(without=without).spans()}
    if not never:
        return
    members = Registration.objects.filter(household__in=never, recorded_to=None)
    events = RegisterEvent.objects.filter(person__in=members.values("person"), revoked_by=None)
    gone = {str(household) for household in never}
    for event in events.order_by("recorded_from", "event_date", "seq"):
        if any(said.get("household_id") in gone for said in sets_of(event, Registration)):
            yield event


def _second_heads(chains: Mapping[UUID, Chain], without: set[UUID]) -> Iterator[RegisterEvent]:
    """Events by which somebody else became head while one of these would be head."""
    for _person, span, row in _overlapping(chains, without):
        event = RegisterEvent.objects.filter(pk=row.event_id).first() if row.event_id else None
        # The later of the two says what has to be looked at; history taken over has no event of its own.
        if event and event.kind not in _TAKEN and event.pk not in without and event.pk != span.source:
            yield event


def _overlapping(
    chains: Mapping[UUID, Chain], without: set[UUID]
) -> Iterator[tuple[UUID, Span, Registration]]:
    spans = {
        person: [s for s in chain.timeline(without=without).spans() if _is_head(s)]
        for person, chain in chains.items()
    }
    homes = {span.values["household_id"] for found in spans.values() for span in found}
    others = [row for row in heads(homes) if row.person_id not in chains]
    for person, found in spans.items():
        for span in found:
            for row in others:
                if row.household_id == span.values["household_id"] and _meet(span, row):
                    yield person, span, row


def _give_relation(
    book: Book, made: Collection[RegisterEvent], left: Sequence[Standing], relation: str
) -> list[Standing]:
    """From the day somebody else became head, the one who returns stands in this relation to him."""
    chains = {event.person_id: book.chain(Registration, event.person_id) for event in made}
    days: dict[UUID, date] = {}
    for person, span, row in _overlapping(chains, set()):
        days[person] = min(days.get(person, date.max), max(span.start, row.valid_from))
    for event in made:
        if event.person_id in days:
            book.amend(event, Registration, {"relation_to_head": relation}, days[event.person_id])
    return [each for each in left if not each.second_head]


def _check_relation(relation: str) -> None:
    if relation and (relation == HEAD or relation not in {entry.code for entry in codes.table("relation")}):
        raise Refused(
            _("'{code}' is no relation to a head of household.").format(code=relation),
            remedy=_("Pick one of the list (GB/T 4761)."),
            code="relation",
        )


def _is_head(span: Span) -> bool:
    return (span.values["relation_to_head"], span.values["status"]) == (HEAD, Registration.Status.ACTIVE)


def _meet(span: Span, row: Registration) -> bool:
    return (span.end is None or row.valid_from < span.end) and (
        row.valid_to is None or span.start < row.valid_to
    )


def _sentence(event: RegisterEvent) -> str:
    """Masked: who revokes an event of one person has not opened the others."""
    rows = Particulars.objects.filter(person_id=event.person_id, recorded_to=None).order_by("-valid_from")
    return _("{day}: {kind} ({name}).").format(
        day=date_format(start_of(event)),
        kind=event.get_kind_display(),
        name=mask_name(rows.values_list("name", flat=True).first() or ""),
    )
