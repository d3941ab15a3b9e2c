"""Finding one person by what somebody else knows of him, without showing anything of the register."""

from __future__ import annotations

from uuid import UUID

from banji.audit.readings import SEARCHED, record_reading
from banji.foundation.actors import Actor
from banji.foundation.models import Secret
from banji.foundation.secrets import masked, tokens_of
from banji.identity.names import fold_name
from banji.register.models import Particulars
from banji.register.queries.survivors import leads_to


def identify(name: str | None, number: str, *, by: Actor, purpose: str, case_no: str = "") -> UUID | None:
    """The one person who has this whole number and this name (or had the name); None when it is not certain. Without a
    name (None): whoever alone has the number. Of a second registration that was cancelled, whoever goes on.

    For reporters and systems that may not search: what they are told must not show whether anybody was found.
    """
    holders = Secret.objects.filter(kind=Secret.CITIZEN_ID, token=tokens_of(number).whole)
    rows = Particulars.objects.filter(number__in=holders, recorded_to=None)
    found = {row.person_id for row in rows if name is None or _called(row, name)}
    said = (holders.first() and masked(holders.first())) or ""
    record_reading(SEARCHED, by=by, persons=found, purpose=purpose, case_no=case_no, object_=("search", said))
    meant = {leads_to(person) for person in found}
    return meant.pop() if len(meant) == 1 else None


def _called(who: Particulars, name: str) -> bool:
    """A name of nothing but dots is nobody's, also not the former one of whoever has none."""
    wanted = fold_name(name)
    return bool(wanted) and wanted in {fold_name(who.name), fold_name(who.former_name)}
