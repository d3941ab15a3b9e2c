"""Every reading of a person is recorded with its purpose, and the person can see who looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from banji.audit.acts import note
from banji.audit.models import AuditEntry, AuditSubject
from banji.foundation.actors import Actor

OPENED, SEARCHED, REVEALED, PRINTED, EXPORTED = (
    "person.open",
    "person.search",
    "person.reveal",
    "print",
    "export",
)
READS = (OPENED, SEARCHED, REVEALED, PRINTED, EXPORTED)


def record_reading(
    what: str,
    *,
    by: Actor,
    persons: Iterable[UUID],
    purpose: str,
    case_no: str = "",
    object_: tuple[str, object] = ("", ""),
) -> None:
    """Write that `by` read these persons. `what` is one of `READS`."""
    note(what, by=by, persons=persons, object_=object_, purpose=purpose, case_no=case_no)


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of "who looked"."""

    at: datetime
    what: str
    actor_kind: str
    actor_name: str
    role: str
    organisation_id: int | None
    purpose: str
    case_no: str
    unit: str = ""


def readings_of(
    person_id: UUID, *, case_no: str = "", limit: int = 200, unit: Combinable | None = None
) -> list[Reading]:
    """Who looked at this person (for one case only), newest first. `unit` names the organisation of an entry: this
    room knows none."""
    entries = AuditSubject.objects.filter(person_id=person_id).values("entry_id")
    rows = AuditEntry.objects.filter(id__in=entries, act__in=READS).order_by("-at")
    if case_no:
        rows = rows.filter(case_no=case_no)
    rows = rows.annotate(unit=Coalesce(unit or Value(""), Value("")))[:limit]
    names = ("at", "act", "actor_kind", "actor_name", "role", "organisation_id", "purpose", "case_no")
    return [Reading(*row) for row in rows.values_list(*names, "unit")]
