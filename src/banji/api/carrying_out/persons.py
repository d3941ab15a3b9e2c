from __future__ import annotations

from banji.api.auth import Asking
from banji.api.carrying_out.common import Doing, Done, written
from banji.api.shapes import Change, DeathReported, SeenAlive
from banji.matters.deaths.reports import Told, take_report
from banji.register import operations
from banji.register.access.reach import must_be_in_area


def change(event: Change, doing: Doing) -> Done:
    must_be_in_area([event.person_id], by=doing.officer)
    done = operations.change(
        person_id=event.person_id,
        values=event.to.model_dump(),
        on=event.on,
        papers=event.brought,
        seen=event.seen,
        reason=event.reason,
        confirmed=event.confirmed,
        by=doing.officer,
        case_no=event.case_no,
    )
    return written([done])


def seen_alive(event: SeenAlive, doing: Doing) -> Done:
    must_be_in_area([event.person_id], by=doing.officer)
    operations.note_sign_of_life(
        person_id=event.person_id,
        kind="COUNTER_VISIT",
        happened_on=event.happened_on,
        source=doing.this.by.name[:60],
        by=doing.officer,
    )
    return {}


def death_reported(event: DeathReported, this: Asking) -> Done:
    """Nobody here decides anything: it is put before an officer."""
    told = Told(
        name=event.name,
        number=event.number,
        died_on=event.died_on,
        address=event.address,
        place=event.place,
    )
    return {"report": take_report(told, by=this.by, purpose=this.purpose, case_no=this.case_no)}
