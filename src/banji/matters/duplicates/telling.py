"""Old number = new number: what departments are told of it, and told again when it is taken back."""

from __future__ import annotations

from uuid import UUID

from banji.cases.runner import Taking
from banji.exchange import outbox
from banji.exchange.models import Message
from banji.register import access

REPLACED, WITHDRAWN = "NUMBER_REPLACED", "NUMBER_REPLACED_WITHDRAWN"
YES, NO = "是", "否"


def number_replaced(taking: Taking, person_id: UUID, former: str, *, still_held: bool) -> None:
    """Nothing is told where there is no number to map, or it is the same one."""
    who = access.identity_for_message(person_id)
    if not former or not who.citizen_id_no or former == who.citizen_id_no:
        return
    _tell(
        taking,
        REPLACED,
        person_id,
        {
            "citizen_id_no": who.citizen_id_no,
            "former_citizen_id_no": former,
            "name": who.name,
            "still_held": YES if still_held else NO,
        },
    )


def number_withdrawn(taking: Taking, person_id: UUID, former: str, replaced_by: str) -> None:
    """To whoever may have been told: the former number is the person's, as if nothing had been."""
    told = Message.objects.filter(type=REPLACED, case_no=taking.case.number)
    if not told.exists():
        return
    who = access.identity_for_message(person_id)
    payload = {"citizen_id_no": replaced_by, "former_citizen_id_no": former, "name": who.name}
    _tell(taking, WITHDRAWN, person_id, payload)


def _tell(taking: Taking, type_: str, person_id: UUID, payload: dict[str, str]) -> None:
    subject = f"person:{person_id}"
    outbox.tell(
        type_,
        subject_ref=subject,
        order_key=subject,
        payload={**payload, "replaced_on": taking.today.isoformat()},
        case_no=taking.case.number,
        by=taking.by,
        this=taking.act,
    )
