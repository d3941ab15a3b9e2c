"""Is a paper genuine? Answered with as little as tells it apart from a forged one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banji.cases.models import Notice
from banji.identity.masking import mask_name
from banji.printing.kinds import kind_of
from banji.printing.queries import State, by_code, states_of
from banji.register.access import identity_for_message

TITLES: dict[str, str | Promise] = {
    "death_notice": _("Written notice to cancel the registration of a deceased person"),
    "cancellation_certificate": _("Certificate that a registration was cancelled on death"),
}


@dataclass(frozen=True, slots=True)
class Verified:
    """What the public sees of a paper. `valid` is False once it was withdrawn or replaced, its last day is over, or the
    register no longer says what it says."""

    valid: bool
    title: str | Promise
    number: str
    dated: date
    station: str
    name: str
    # Of a migration certificate: the number that is good.
    certificate_no: str = ""


def verify(code: str) -> Verified | None:
    """The paper with this code; None where there is none: then it is not from here."""
    return _issued(code) or _notice(code)


def _issued(code: str) -> Verified | None:
    """A paper of the register or the counter. Why one is not valid would tell of the person: nobody learns it here."""
    paper = by_code(code)
    if paper is None:
        return None
    return Verified(
        valid=states_of([paper])[paper.pk] == State.VALID,
        title=kind_of(paper.kind).title,
        number=paper.number,
        dated=paper.dated,
        station=paper.station,
        name=paper.shown.get("name", ""),
        certificate_no=paper.shown.get("certificate_no", ""),
    )


def _notice(code: str) -> Verified | None:
    """A written notice of a case."""
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
