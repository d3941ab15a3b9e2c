"""Which papers exist for somebody: what has happened gives its proof, and what has not is said with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from banji.addresses.models import Division
from banji.foundation.errors import NotFound, Text
from banji.printing.kinds import PaperKind
from banji.register.models import RegisterEvent, Registration
from banji.register.papers import kinds
from banji.register.queries.certificates import Certificate, certificates
from banji.register.queries.households import HouseholdSheet
from banji.register.queries.records import Record

_Kind, _Status = RegisterEvent.Kind, Registration.Status


@dataclass(frozen=True, slots=True)
class Offer:
    """A paper, and why it does not exist for this person or household (empty: it does)."""

    kind: PaperKind
    missing: Text = ""


def of_person(record: Record, villages_today: tuple[Division, ...]) -> list[Offer]:
    """Everything that can be printed of somebody or not. Asks the database nothing."""
    return [
        Offer(kinds.MEMBER_PAGE, "" if record.home else _("Never registered in a household here.")),
        Offer(kinds.SHEET, "" if record.now else _("Not registered yet.")),
        *(Offer(kind, "" if find(record) else reason) for kind, find, reason in _EVENTS),
        Offer(kinds.MIGRATION, _certificate_missing(record)),
        Offer(kinds.VILLAGE, _village_missing(record, villages_today)),
    ]


def of_household(sheet: HouseholdSheet) -> list[Offer]:
    return [Offer(kinds.BOOK, _("The household has ended: its book is void.") if sheet.ended else "")]


def find(offers: list[Offer], name: str) -> Offer:
    """Raises `NotFound` for a paper that does not exist, with the reason."""
    offer = next((offer for offer in offers if offer.kind.name == name), None)
    if offer is None or offer.missing:
        raise NotFound(offer.missing if offer else _("There is no such paper."), code="no_such_paper")
    return offer


def cancelled(record: Record) -> Registration | None:
    """The cancellation that holds today."""
    return record.now if record.now and record.now.status == _Status.CANCELLED else None


def restored(record: Record) -> RegisterEvent | None:
    return record.last(_Kind.RESTORE)


def moved_out(record: Record) -> RegisterEvent | None:
    """The moving out of somebody who is still on his way."""
    on_the_way = record.now is not None and record.now.status == _Status.IN_TRANSIT
    event = record.event(record.now.event_id) if on_the_way and record.now else None
    return event if event and event.kind == _Kind.MOVE_OUT else None


def certificate(record: Record) -> Certificate | None:
    """The migration certificate on which he is on his way, good or lapsed."""
    event = moved_out(record)
    return certificates(event, record.events)[-1] if event else None


def _certificate_missing(record: Record) -> Text:
    found = certificate(record)
    if found is None:
        return _("Not on the way to another city: not moved out, or arrived already.")
    if found.valid_until < record.on:
        return _(
            "The certificate has lapsed. Have it issued again first: it gets a new number and a new last day."
        )
    return ""


def new_number(record: Record) -> RegisterEvent | None:
    """The last correction that gave another number in the place of one that somebody had."""
    return next((e for e in reversed(record.events) if e.kind == _Kind.CORRECT and _gave_number(e)), None)


def _gave_number(event: RegisterEvent) -> bool:
    return any(event.details.get("was", {}).get("number_id") != new for new in number_ids(event)) and bool(
        event.details.get("was", {}).get("number_id")
    )


def number_ids(event: RegisterEvent) -> list[int]:
    """The numbers an event wrote, by the id under which they are kept."""
    written = event.details.get("sets", {}).get("particulars", ())
    return [said["number_id"] for said in written if said.get("number_id")]


def new_address(record: Record) -> RegisterEvent | None:
    """The last time the address was written otherwise and nobody moved."""
    changed = (e for e in reversed(record.events) if e.kind == _Kind.CHANGE)
    return next((e for e in changed if e.details.get("sets", {}).get("registration")), None)


def _village_missing(record: Record, today: tuple[Division, ...]) -> Text:
    if record.now is None or record.now.status == _Status.CANCELLED:
        return _("Not registered in a village today.")
    if [village.pk for village in today] == [record.now.village_id]:
        return _("The village is called as it was when the address was written.")
    if len(today) != 1 or today[0].level != Division.Level.VILLAGE:
        return _("No list tells what single village this one has become: have the succession settled first.")
    return ""


type _Finder = Callable[[Record], object]
_EVENTS: tuple[tuple[PaperKind, _Finder, Text], ...] = (
    (kinds.CANCELLATION, cancelled, _("The registration is not cancelled.")),
    (kinds.RESTORATION, restored, _("No registration of this person was ever restored.")),
    (kinds.NUMBER, new_number, _("The citizen number was never corrected.")),
    (kinds.ADDRESS, new_address, _("The address was never written otherwise without a move.")),
)
