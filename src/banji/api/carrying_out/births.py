from __future__ import annotations

from banji.api.carrying_out.common import Doing, Done, written
from banji.api.shapes import Birth
from banji.foundation.ids import uuid7
from banji.register import operations
from banji.register.access.reach import must_be_in_area


def birth(event: Birth, doing: Doing) -> Done:
    must_be_in_area([event.follows], by=doing.officer)
    child = event.child
    done = operations.register_birth(
        person_id=uuid7(),
        child=operations.Newcomer(**child.model_dump(exclude={"number"}), number=child.number or ""),
        follows=event.follows,
        other_parent=event.other_parent,
        relation_to_head=event.relation_to_head,
        ground=event.ground,
        papers=event.brought,
        confirmed=event.confirmed,
        by=doing.officer,
        case_no=event.case_no,
    )
    return written([done])
