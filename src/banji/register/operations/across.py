"""Across the border of the city: out with a migration certificate (迁移证), in, and back into the register
(公通字〔2021〕12号 Art 41 to 47; 户口登记条例 Art 10, 13).

Whoever has moved out is in transit: registered nowhere, and no member of any household, until the new place takes him in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.law.sources import source
from banji.register.lawful import Brought, limit, require
from banji.register.models import Particulars, RegisterEvent, Registration
from banji.register.operations import numbers
from banji.register.operations.asking import ask
from banji.register.operations.births import Newcomer
from banji.register.operations.cancellation import not_cancelled, not_in_the_future, registered
from banji.register.operations.certificates import VALIDITY, check_certificate
from banji.register.operations.entering import Book, entering
from banji.register.operations.moves import Home, household_left, named, not_before, settle_in
from banji.register.queries.households import HEAD
from banji.register.queries.places import URBAN, urban_rural_class
from banji.register.timeline import Span

_Kind, _Status, _Reason = RegisterEvent.Kind, Registration.Status, Registration.CancelReason

# Who was cancelled for one of these may come back and be registered again.
_MAY_RETURN = frozenset({_Reason.MOVED_OUT, _Reason.ENLISTED, _Reason.SETTLED_ABROAD})
# On these nobody is registered again whose death was registered.
_OF_THE_LIVING = frozenset({"certificate", "married_away"})


def move_out(
    *,
    persons: Sequence[UUID],
    to: str,
    ground: str,
    on: date,
    papers: Sequence[Brought],
    by: Actor,
    seen: Mapping[UUID, int],
    certificate_no: str,
    valid_until: date | None = None,
    case_no: str = "",
) -> list[RegisterEvent]:
    """Out of the city with a migration certificate (迁移证); in transit until the new place confirms.

    The event says until when the certificate is valid: as the case has dated it (`valid_until`), else by the profile.
    Lost or expired it is issued again (`certificates`). Raises `Refused`.
    """
    with entering("register.move_out", by=by, persons=sorted(persons), case_no=case_no) as book:
        kept = require(f"move_out.{ground}", papers, by=by, on=book.today)
        not_in_the_future(book, on)
        before = {person: registered(book.registration(person)) for person in persons}
        for person in persons:
            book.seen(person, seen.get(person))
            not_before(before[person], on)
        until = valid_until or limit(VALIDITY, on, on=book.today).due_on
        gone = {"status": _Status.IN_TRANSIT, "household_id": None, "relation_to_head": ""}
        return [
            book.enter(
                _Kind.MOVE_OUT,
                person,
                on,
                registration=gone,
                details={
                    "household": household_left(before[person]),
                    "was_head": before[person].values["relation_to_head"] == HEAD,
                    "to": to,
                    "ground": ground,
                    "papers": kept,
                    "certificate_no": certificate_no,
                    "valid_until": until.isoformat(),
                },
            )
            for person in persons
        ]


def move_in(
    *,
    person_id: UUID,
    home: Home,
    ground: str,
    on: date,
    papers: Sequence[Brought],
    by: Actor,
    newcomer: Newcomer | None = None,
    certificate_no: str = "",
    certificate_valid_until: date | None = None,
    confirmed: Collection[str] = (),
    case_no: str = "",
) -> RegisterEvent:
    """From outside the city: somebody new (`newcomer`), or somebody who had moved out, been enlisted or gone abroad.

    A certificate past its day when he arrived is refused and leads to its re-issue (公通字〔2021〕12号 Art 47); so is one of
    this city that was issued again since. Whether the moving was
    declared in time (3 days in town, 10 in the country) is kept, and refuses nobody. Raises `Refused` and `Asked`.
    """
    with entering(
        "register.move_in",
        by=by,
        persons=[person_id],
        households=named(home),
        new=person_id if newcomer else None,
        case_no=case_no,
    ) as book:
        kept = require(f"move_in.{ground}", papers, by=by, on=book.today)
        not_in_the_future(book, on)
        before = book.registration(person_id)
        _may_come(before)
        check_certificate(book, person_id, certificate_no, certificate_valid_until, on)
        if newcomer:
            kept_doubts = ask(
                numbers.doubts(newcomer.number, newcomer.sex, newcomer.birth_date, person_id), confirmed
            )
        else:
            kept_doubts = []
        said = {"ground": ground, "papers": kept, "confirmed": kept_doubts}
        (event,) = settle_in(
            book, _Kind.MOVE_IN, home, {person_id: before}, on=on, said=said, confirmed=confirmed
        )
        event.details |= _lateness(book, person_id, on)
        if newcomer:
            values = newcomer.values(person_id)
            book.amend(event, Particulars, values, newcomer.birth_date or on)
        return event


def re_register(
    *,
    person_id: UUID,
    home: Home,
    ground: str,
    papers: Sequence[Brought],
    by: Actor,
    confirmed: Collection[str] = (),
    case_no: str = "",
) -> RegisterEvent:
    """Begin a registration again that had rightly ended: a declaration of death or absence revoked by a court, cancelled
    on marrying away and registered nowhere, papers of a migration lost or expired (国办发〔2015〕96号 二(四) to (六)).

    `ground` is a list of papers, `register.restore.<ground>`. Same person, same number, from today. Raises `Refused`.
    """
    with entering(
        "register.re_register", by=by, persons=[person_id], households=named(home), case_no=case_no
    ) as book:
        kept = require(f"restore.{ground}", papers, by=by, on=book.today)
        before = book.registration(person_id)
        if before is None or before.values["status"] == _Status.ACTIVE:
            raise Refused(
                _("This person is registered: there is nothing to restore."),
                remedy=_("Open the person and look at the present state."),
                code="registered",
            )
        _not_of_the_dead(before, ground)
        said = {"ground": ground, "papers": kept}
        (event,) = settle_in(
            book, _Kind.RESTORE, home, {person_id: before}, on=book.today, said=said, confirmed=confirmed
        )
        return event


def arrived_elsewhere(
    *,
    person_id: UUID,
    on: date,
    by: Actor,
    seen_registration_id: int,
    external_ref: str = "",
    case_no: str = "",
) -> RegisterEvent:
    """The new place has taken in who was in transit: the registration here is closed."""
    with entering("register.arrived_elsewhere", by=by, persons=[person_id], case_no=case_no) as book:
        now = not_cancelled(book.registration(person_id))
        book.seen(person_id, seen_registration_id)
        not_in_the_future(book, on)
        if now.values["status"] != _Status.IN_TRANSIT:
            raise Refused(
                _(
                    "This person was not moved out: another place has registered somebody who is registered here."
                ),
                rule=source("HUKOU_1958", "6").cite(),
                remedy=_(
                    "Ask the other place; if both mean the same person, it is a duplicate registration."
                ),
                code="not_in_transit",
            )
        return book.enter(
            _Kind.CANCEL,
            person_id,
            on,
            registration={"status": _Status.CANCELLED, "cancel_reason": _Reason.MOVED_OUT},
            details={"reply": external_ref},
        )


def _may_come(before: Span | None) -> None:
    if before is None or before.values["status"] == _Status.IN_TRANSIT:
        return
    if before.values["status"] == _Status.ACTIVE:
        raise Refused(
            _("This person is registered in this city already."),
            rule=source("HUKOU_1958", "6").cite(),
            remedy=_("Register a move within the city instead."),
            code="registered",
        )
    if before.values["cancel_reason"] not in _MAY_RETURN:
        raise Refused(
            _("This registration was cancelled for another reason than leaving the city."),
            rule=source("NORM_2021", "38").cite(),
            remedy=_("Have the registration restored first."),
            code="not_restored",
        )


def _not_of_the_dead(before: Span, ground: str) -> None:
    """A lost paper, or a marriage, brings nobody back whose death was registered."""
    if before.values["cancel_reason"] == _Reason.DEATH and ground in _OF_THE_LIVING:
        raise Refused(
            _("This registration was cancelled on death: it is not restored on this ground."),
            rule=source("NORM_2021", "38").cite(),
            remedy=_("If the person is alive, have the cancellation revoked."),
            code="cancelled_on_death",
        )


def _lateness(book: Book, person_id: UUID, arrived_on: date) -> dict[str, Any]:
    """户口登记条例 Art 13: within three days in town, ten in the country."""
    now = book.registration(person_id)
    town = now and urban_rural_class(Registration(village_id=now.values["village_id"]), book.today) == URBAN
    key = "migration.move_in_town" if town else "migration.move_in_rural"
    due = limit(key, arrived_on, on=book.today).due_on
    return {"late": book.today > due, "due_on": due.isoformat()}
