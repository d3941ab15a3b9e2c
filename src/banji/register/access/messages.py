"""Who a message to a department is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.foundation.errors import NotFound
from banji.foundation.secrets import opened
from banji.register.models import Particulars


@dataclass(frozen=True, slots=True)
class MessageIdentity:
    """What may stand in a message; its catalogue entry says which of it leaves (domain 7.4)."""

    citizen_id_no: str
    name: str
    sex: str
    birth_date: date | None

    def as_payload(self) -> dict[str, str]:
        """All of it as text; `birth_year` beside the date, for receivers who need no more."""
        born = self.birth_date
        return {
            "citizen_id_no": self.citizen_id_no,
            "name": self.name,
            "sex": self.sex,
            "birth_date": born.isoformat() if born else "",
            "birth_year": str(born.year) if born else "",
        }


def identity_for_message(person_id: UUID) -> MessageIdentity:
    """For a message that is told within an act about this person: nobody reads it here, and the act is what the
    trail records. Raises `NotFound`."""
    rows = Particulars.objects.filter(person_id=person_id, recorded_to=None).select_related("number")
    who = rows.order_by("valid_from").last()
    if who is None:
        raise NotFound(_("There is no such person in the register."))
    return MessageIdentity(opened(who.number) if who.number else "", who.name, who.sex, who.birth_date)
