"""Who looked at a person's record, as far as the reader may know it.

An officer sees in full what his own unit did. Of another unit he sees that it looked and when, neither who nor what
for: its cases are not his business, but that somebody else is at work on the same person is. The person himself sees
every unit, day and purpose, not the name of the officer (that, and everything else, stands in the trail).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.models import Organisation
from banji.audit.readings import EXPORTED, OPENED, PRINTED, REVEALED, SEARCHED, Reading, readings_of
from banji.foundation.actors import Actor, ActorKind
from banji.register.purposes import in_words

_WHAT: dict[str, Promise] = {
    OPENED: gettext_lazy("opened the record"),
    SEARCHED: gettext_lazy("found in a search"),
    REVEALED: gettext_lazy("saw the whole number"),
    PRINTED: gettext_lazy("printed a paper"),
    EXPORTED: gettext_lazy("exported a list"),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """One line; what the reader may not know is empty."""

    at: datetime
    what: str
    unit: str
    who: str = ""
    purpose: str = ""
    case_no: str = ""


def looked_at(person_id: UUID, by: Actor) -> list[Looked]:
    """The readings of a person, newest first, for this reader."""
    unit = Organisation.objects.filter(pk=OuterRef("organisation_id")).values("name")
    readings = readings_of(person_id, unit=Subquery(unit))
    return list(_lines(readings, by, to_himself=by.kind is ActorKind.CITIZEN))


def _lines(readings: Iterable[Reading], by: Actor, *, to_himself: bool) -> Iterable[Looked]:
    for reading in readings:
        what, unit = str(_WHAT[reading.what]), _unit(reading)
        if to_himself:
            yield Looked(reading.at, what, unit, purpose=in_words(reading.purpose))
        elif reading.organisation_id and reading.organisation_id == by.organisation_id:
            purpose = in_words(reading.purpose)
            yield Looked(reading.at, what, unit, reading.actor_name, purpose, reading.case_no)
        else:
            yield Looked(reading.at, what, unit)


def _unit(reading: Reading) -> str:
    if reading.actor_kind == ActorKind.CITIZEN:
        return _("the person")
    return reading.unit or _("the system")
