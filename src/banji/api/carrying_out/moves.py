from __future__ import annotations

from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banji.api.carrying_out.common import (
    Doing,
    Done,
    each_once,
    home_of,
    must_lie_in_area,
    relations_of,
    seen_of,
    written,
)
from banji.api.shapes import MoveIn, MoveOut, MoveWithin
from banji.api.shapes.moves import Newcomer, Returner
from banji.foundation import clock
from banji.foundation.errors import Refused
from banji.foundation.ids import uuid7
from banji.law.sources import source
from banji.matters.migration.telling import tell_moved_in
from banji.register import operations
from banji.register.access.reach import must_be_in_area, reach_of
from banji.register.models import RegisterEvent, Registration
from banji.register.queries.households import HEAD

_CERTIFICATE = "MIGRATION_CERTIFICATE"


def move_within(event: MoveWithin, doing: Doing) -> Done:
    persons = each_once(mover.person_id for mover in event.movers)
    village, home = home_of(event.home, relations_of(event.movers), event.on)
    if village not in reach_of(doing.officer, clock.today()).villages:
        must_be_in_area(persons, by=doing.officer)
    done = operations.move_within(
        home=home,
        ground=event.ground,
        on=event.on,
        papers=event.brought,
        consents=event.consents,
        confirmed=event.confirmed,
        seen=seen_of(event.movers),
        by=doing.officer,
        case_no=event.case_no,
    )
    _tell(done, dict(seen_of(event.movers)), doing)
    return written(done)


def move_out(event: MoveOut, doing: Doing) -> Done:
    persons = each_once(mover.person_id for mover in event.movers)
    must_be_in_area(persons, by=doing.officer)
    done = operations.move_out(
        persons=persons,
        to=event.to,
        ground=event.ground,
        on=event.on,
        papers=event.brought,
        seen=seen_of(event.movers),
        certificate_no=event.certificate_no,
        by=doing.officer,
        case_no=event.case_no,
    )
    return written(done)


def move_in(event: MoveIn, doing: Doing) -> Done:
    """Everybody in the order of the request, but the head first: a new household is his, the others come into it."""
    each_once(mover.person_id for mover in event.movers if isinstance(mover, Returner))
    must_lie_in_area(home_of(event.home, {}, event.on)[0], by=doing.officer)
    _certificate_dated(event)
    done: list[RegisterEvent] = []
    for mover in sorted(event.movers, key=lambda mover: mover.relation_to_head != HEAD):
        done.append(_arrives(event, mover, doing, into=_household_of(done[0].person_id) if done else None))
    _tell(done, {}, doing)
    return written(done)


def _arrives(event: MoveIn, mover: Newcomer | Returner, doing: Doing, *, into: UUID | None) -> RegisterEvent:
    person_id = mover.person_id if isinstance(mover, Returner) else uuid7()
    relations = {person_id: mover.relation_to_head}
    return operations.move_in(
        person_id=person_id,
        home=operations.Home(relations, household_id=into)
        if into
        else home_of(event.home, relations, event.on)[1],
        ground=event.ground,
        on=event.on,
        papers=event.brought,
        newcomer=_stranger(mover) if isinstance(mover, Newcomer) else None,
        certificate_no=_certificate_no(event),
        certificate_valid_until=event.certificate_valid_until,
        confirmed=event.confirmed,
        by=doing.officer,
        case_no=event.case_no,
    )


def _stranger(mover: Newcomer) -> operations.Newcomer:
    who = mover.newcomer
    return operations.Newcomer(**who.model_dump(exclude={"number"}), number=who.number or "")


def _certificate_no(event: MoveIn) -> str:
    return next((each.document_no for each in event.papers if each.paper == _CERTIFICATE), "")


def _certificate_dated(event: MoveIn) -> None:
    """公通字〔2021〕12号 Art 47: a certificate past its day is issued again; so its last day has to be known."""
    if event.certificate_valid_until is None and any(each.paper == _CERTIFICATE for each in event.papers):
        raise Refused(
            _("The last day of the migration certificate is not given."),
            rule=source("NORM_2021", "47").cite(get_language() or "zh-hans"),
            remedy=_("Send it as `certificate_valid_until`; it stands on the certificate."),
            code="certificate_undated",
        )


def _household_of(person_id: UUID) -> UUID | None:
    rows = Registration.objects.filter(person=person_id, recorded_to=None, valid_to=None)
    return rows.values_list("household_id", flat=True).first()


def _tell(done: list[RegisterEvent], left: dict[UUID, int | None], doing: Doing) -> None:
    tell_moved_in(done, left, case_no=doing.this.case_no, by=doing.officer, this=doing.entry)
