"""Cancelling a registration: on death (户口登记条例 Art 8; 公通字〔2021〕12号 Art 31 to 34), on enlistment, settling abroad or
losing the nationality (户口登记条例 Art 11; 公通字〔2021〕12号 Art 35 to 37), and of duplicate or false registrations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.law.sources import source
from banji.register.lawful import Brought, require
from banji.register.models import Particulars, RegisterEvent, Registration, Survivor
from banji.register.operations.cards import void_cards
from banji.register.operations.entering import Book, entering
from banji.register.queries.households import HEAD
from banji.register.timeline import Span

_Kind, _Status, _Reason = RegisterEvent.Kind, Registration.Status, Registration.CancelReason
# Registrations that should never have been: with them go their cards.
_ONE_TOO_MANY = frozenset({_Reason.DUPLICATE, _Reason.FALSE})


def cancel_death(
    *, person_id: UUID, died_on: date, reason: str, case_no: str, by: Actor, seen_registration_id: int
) -> RegisterEvent:
    """Cancel with effect of the day of death, void the ID card, and the book when nobody is left in the household.

    `seen_registration_id` is the registration the officer had before him. Registrations that begin after the death
    (a dead person's household was moved) are corrected too. The event returned says `needs_new_head`.
    Raises `Refused`: already cancelled, stale, died before birth or in the future, not an officer; and `NotFound`.
    """
    with entering("register.cancel_death", by=by, persons=[person_id], case_no=case_no) as book:
        current = not_cancelled(book.registration(person_id))
        book.seen(person_id, seen_registration_id)
        _check_day_of_death(book, person_id, died_on)
        event = book.enter(
            _Kind.CANCEL_DEATH,
            person_id,
            died_on,
            registration={"status": _Status.CANCELLED, "cancel_reason": _Reason.DEATH},
            reason=reason,
        )
        _ended(book, event, current)
        event.details |= {"cards_voided": void_cards(book.this, person_id)}
        return event


def cancel(
    *,
    person_id: UUID,
    ground: str,
    on: date,
    papers: Sequence[Brought],
    by: Actor,
    seen_registration_id: int,
    reason: str = "",
    case_no: str = "",
    survivor: UUID | None = None,
) -> RegisterEvent:
    """Cancel for another reason than death (`Registration.CancelReason`). Conscripts get no migration paper.

    `survivor`: of a duplicate registration, the person under whom it goes on: whoever finds this one is led there until
    the cancellation is revoked. The cards of a duplicate or false registration are void.
    Raises `Refused` as `cancel_death` does, and for a paper of the closed list that is missing.
    """
    if ground == _Reason.DEATH or ground not in _Reason.values:
        raise ValueError(f"{ground!r} is no reason to cancel here.")
    if survivor is not None and (ground != _Reason.DUPLICATE or survivor == person_id):
        raise ValueError("Only a duplicate registration goes on under somebody, and under somebody else.")
    persons = [person_id, survivor] if survivor else [person_id]
    with entering("register.cancel", by=by, persons=persons, case_no=case_no) as book:
        kept = require(f"cancel.{ground.lower()}", papers, by=by, on=book.today)
        current = not_cancelled(book.registration(person_id))
        book.seen(person_id, seen_registration_id)
        not_in_the_future(book, on)
        _after_it_began(current, on)
        event = book.enter(
            _Kind.CANCEL,
            person_id,
            on,
            registration={"status": _Status.CANCELLED, "cancel_reason": ground},
            reason=reason,
            details={"papers": kept},
        )
        _ended(book, event, current)
        if ground in _ONE_TOO_MANY:
            event.details |= {"cards_voided": void_cards(book.this, person_id)}
        if survivor is not None:
            _goes_on_as(book, event, survivor)
        return event


def _goes_on_as(book: Book, event: RegisterEvent, survivor: UUID) -> None:
    """Whoever is registered survives: so no chain of survivors ever comes back to where it began."""
    not_cancelled(book.registration(survivor))
    event.details |= {"survivor": str(survivor)}
    book.numbers |= book.numbers_of(event.person_id)
    book.merged.append(Survivor(person_id=event.person_id, survivor_id=survivor, event=event))


def not_cancelled(current: Span | None) -> Span:
    """Raises `Refused` for who is not registered in this city, or not any more."""
    if current is None:
        raise Refused(_("This person is not registered in this city."), code="not_registered")
    if current.values["status"] == _Status.CANCELLED:
        raise Refused(
            _("This registration was already cancelled with effect of {day}.").format(
                day=date_format(current.start)
            ),
            remedy=_("Open the person again and look at the cancellation."),
            code="already_cancelled",
        )
    return current


def registered(current: Span | None) -> Span:
    """Raises `Refused` for who is not registered in a household of this city at the moment."""
    if not_cancelled(current).values["status"] == _Status.IN_TRANSIT:
        raise Refused(
            _("This person is on the way to another place: the registration was moved out."),
            rule=source("NORM_2021", "47").cite(),
            remedy=_("Register the moving in first, or revoke the moving out."),
            code="in_transit",
        )
    return not_cancelled(current)


def not_in_the_future(book: Book, on: date) -> None:
    if on > book.today:
        raise Refused(
            _("The day {day} lies in the future.").format(day=date_format(on)),
            remedy=_("Correct the day by the paper."),
            code="in_the_future",
        )


def _after_it_began(current: Span, on: date) -> None:
    if on < current.start:
        raise Refused(
            _("The present registration began on {day} only.").format(day=date_format(current.start)),
            remedy=_(
                "Give the day on which this registration ends, or revoke what was registered later first."
            ),
            code="before_registration",
        )


def _ended(book: Book, event: RegisterEvent, was: Span) -> None:
    """What the end of a registration means for its household."""
    home = was.values["household_id"]
    book.settle()
    event.details |= {
        "household": str(home) if home else None,
        "was_head": was.values["relation_to_head"] == HEAD,
        "book_voided": home in book.voided,
    }


def _check_day_of_death(book: Book, person_id: UUID, died_on: date) -> None:
    if died_on > book.today:
        raise Refused(
            _("The day of death, {day}, lies in the future.").format(day=date_format(died_on)),
            remedy=_("Correct the day by the paper."),
            code="in_the_future",
        )
    known = book.particulars(person_id) or _last(book, person_id)
    born = known.values["birth_date"] if known else None
    if born and died_on < born:
        raise Refused(
            _("The day of death, {died}, lies before the birth on {born}.").format(
                died=date_format(died_on), born=date_format(born)
            ),
            remedy=_("Compare number and name: the paper may be about somebody else."),
            code="before_birth",
        )


def _last(book: Book, person_id: UUID) -> Span | None:
    return next(iter(reversed(book.chain(Particulars, person_id).timeline().spans())), None)
