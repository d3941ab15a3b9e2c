"""Is a paper genuine? Answered with as little as tells it apart from a forged one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banji.cases.models import Notice
from banji.identity.masking import mask_name
from banji.register.access import identity_for_message

TITLES: dict[str, str | Promise] = {
    "death_notice": _("Written notice to cancel the registration of a deceased person"),
    "cancellation_certificate": _("Certificate that a registration was cancelled on death"),
}


@dataclass(frozen=True, slots=True)
class Verified:
    """What the public sees of a paper. `valid` is False once it was withdrawn or replaced."""

    valid: bool
    title: str | Promise
    number: str
    dated: date
    station: str
    name: str


def verify(code: str) -> Verified | None:
    """The paper with this code; None where there is none: then it is not from here."""
    notice = Notice.objects.filter(verify_code=code.strip().lower()).select_related("case__station").first()
    if notice is None:
        return None
    person_id = notice.case.person_id
    return Verified(
        valid=notice.recorded_to is None,
        title=TITLES.get(notice.kind, notice.kind),
        number=notice.number,
        dated=notice.dated,
        station=notice.case.station.name,
        name=mask_name(identity_for_message(person_id).name) if person_id else "",
    )
