"""Leaving the register: on the way, enlisted, arrived elsewhere, or registered again where he had left."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from banji.cases.runner import Taking
from banji.foundation.errors import Refused
from banji.matters.migration.entering import ODD, brought
from banji.matters.migration.models import MovePaper, Mover
from banji.matters.migration.queries import moving, registrations
from banji.matters.migration.rules import seen
from banji.matters.migration.visiting import the_move
from banji.register import operations
from banji.register.models import HouseholdParticulars, RegisterEvent, Registration
from banji.register.operations import Home, Seat
from banji.register.queries.households import HEAD

_Status = Registration.Status


def leave(taking: Taking, certificate: MovePaper) -> list[RegisterEvent]:
    movers, move = moving(taking.case), the_move(taking.case)
    route = seen(taking.view).route
    return operations.move_out(
        persons=[mover.person_id for mover in movers],
        to=move.place,
        ground=route.ground,
        on=taking.today,
        papers=brought(taking, route.entering),
        by=taking.by,
        seen={mover.person_id: mover.registration_id or 0 for mover in movers},
        certificate_no=certificate.number,
        valid_until=certificate.valid_until,
        case_no=taking.case.number,
    )


def certify_again(taking: Taking, certificate: MovePaper) -> None:
    now = registrations(_persons(taking), taking.today)
    movers = moving(taking.case)
    operations.issue_certificate_again(
        persons=[mover.person_id for mover in movers],
        certificate_no=certificate.number,
        valid_until=certificate.valid_until,
        reason=taking.reason,
        by=taking.by,
        seen={mover.person_id: _standing(now, mover) for mover in movers},
        case_no=taking.case.number,
    )


def cancel_enlisted(taking: Taking) -> list[RegisterEvent]:
    """户口登记条例 Art 11: cancelled, without a certificate."""
    return [
        operations.cancel(
            person_id=mover.person_id,
            ground=Registration.CancelReason.ENLISTED,
            on=taking.today,
            papers=brought(taking, "cancel.enlisted"),
            by=taking.by,
            seen_registration_id=mover.registration_id or 0,
            case_no=taking.case.number,
        )
        for mover in moving(taking.case)
    ]


def arrive(taking: Taking) -> None:
    """The new place has them: they are no longer registered here, or anywhere else. Whom the register of record has
    closed so already stays as he is."""
    on, now = taking.facts["arrived_on"], registrations(_persons(taking), taking.today)
    for mover in moving(taking.case):
        if _stands(now, mover, _Status.CANCELLED):
            continue
        operations.arrived_elsewhere(
            person_id=mover.person_id,
            on=on,  # type: ignore[arg-type]  # the step asks for a day
            by=taking.by,
            seen_registration_id=_standing(now, mover),
            external_ref=str(taking.facts.get("reply") or ""),
            case_no=taking.case.number,
        )


def register_again(taking: Taking) -> None:
    """Who went with a paper that led nowhere is registered again where he had left (国办发〔2015〕96号 二(六)): in his
    household, or where it has ended in a new one at its address."""
    now = registrations(_persons(taking), taking.today)
    # Not whose moving out was revoked meanwhile, or who was registered again at the counter.
    away = [mover for mover in moving(taking.case) if not _stands(now, mover, _Status.ACTIVE)]
    household: UUID | None = None
    stated = str(taking.facts.get("relation") or "")
    for n, mover in enumerate(sorted(away, key=lambda m: (m.left_relation != HEAD, m.place))):
        relation = (stated if n == 0 else "") or mover.left_relation
        operations.re_register(
            person_id=mover.person_id,
            home=_back_home(mover, relation, household),
            ground="certificate",
            papers=brought(taking, "restore.certificate"),
            # He stood so before; nobody is asked again about what was odd then.
            confirmed=ODD,
            by=taking.by,
            case_no=taking.case.number,
        )
        household = household or _household_now(mover)


def _back_home(mover: Mover, relation: str, household: UUID | None) -> Home:
    there = household or mover.left_household
    if there is None:
        raise Refused(_("It is not known which household was left."), code="no_household")
    last = (
        HouseholdParticulars.objects.filter(household=there, recorded_to=None).order_by("-valid_from").first()
    )
    if last is not None and last.valid_to is None:
        return Home({mover.person_id: relation}, household_id=there)
    left = Registration.objects.get(pk=mover.registration_id or 0)
    # Alone in a new book at first: the others join him.
    return Home({mover.person_id: HEAD}, seat=Seat(left.village_id, left.address_text, left.address_id))


def _household_now(mover: Mover) -> UUID | None:
    rows = Registration.objects.filter(person=mover.person_id, recorded_to=None, valid_to=None)
    return rows.values_list("household_id", flat=True).first()


def _persons(taking: Taking) -> list[UUID]:
    return [mover.person_id for mover in moving(taking.case)]


def _stands(now: dict[UUID, Registration], mover: Mover, status: str) -> bool:
    row = now.get(mover.person_id)
    return row is not None and row.status == status


def _standing(now: dict[UUID, Registration], mover: Mover) -> int:
    row = now.get(mover.person_id)
    return row.pk if row else 0
