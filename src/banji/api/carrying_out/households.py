from __future__ import annotations

from banji.api.carrying_out.common import (
    Doing,
    Done,
    address_of,
    each_once,
    must_lie_in_area,
    relations_of,
    seen_of,
    village_of,
    written,
)
from banji.api.shapes import ChooseHead, Divide, Merge
from banji.register import operations


def divide(event: Divide, doing: Doing) -> Done:
    _in_his_area(event, doing)
    seat = None
    if event.address_code:
        address = address_of(event.address_code, event.on)
        must_lie_in_area(address.village_id, by=doing.officer)
        seat = operations.Seat.at(address)
    done = operations.divide(
        household_id=event.household_id,
        leaving=relations_of(event.members),
        ground=event.ground,
        on=event.on,
        seat=seat,
        papers=event.brought,
        seen=seen_of(event.members),
        by=doing.officer,
        case_no=event.case_no,
    )
    return written(done)


def merge(event: Merge, doing: Doing) -> Done:
    _in_his_area(event, doing)
    must_lie_in_area(village_of(event.into, event.on), by=doing.officer)
    done = operations.merge(
        household_id=event.household_id,
        into=event.into,
        relations=relations_of(event.members),
        on=event.on,
        papers=event.brought,
        seen=seen_of(event.members),
        confirmed=event.confirmed,
        by=doing.officer,
        case_no=event.case_no,
    )
    return written(done)


def choose_head(event: ChooseHead, doing: Doing) -> Done:
    _in_his_area(event, doing)
    done = operations.choose_head(
        household_id=event.household_id,
        relations=relations_of(event.members),
        on=event.on,
        papers=event.brought,
        seen=seen_of(event.members),
        confirmed=event.confirmed,
        by=doing.officer,
        case_no=event.case_no,
    )
    return written(done)


def _in_his_area(event: Divide | Merge | ChooseHead, doing: Doing) -> None:
    each_once(member.person_id for member in event.members)
    must_lie_in_area(village_of(event.household_id, event.on), by=doing.officer)
