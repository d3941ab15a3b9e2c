"""Names on a page of work: whoever may see a case or a row sees whom it is about, and that is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import FilteredRelation, Q

from banji.audit.readings import OPENED, SEARCHED, record_reading
from banji.foundation.actors import Actor
from banji.foundation.secrets import masked
from banji.register.models import Particulars, Registration


@dataclass(frozen=True, slots=True)
class Glance:
    """Whom a line is about, the number masked; where he is (or was last) registered."""

    person_id: UUID
    name: str
    former_name: str
    sex: str
    birth_date: date | None
    number: str
    status: str
    address_text: str
    village_id: int | None
    registration_id: int | None


def glance_at(
    persons: Iterable[UUID | None], *, by: Actor, purpose: str, object_: tuple[str, object], case_no: str = ""
) -> dict[UUID, Glance]:
    """Whom the lines of one page are about: one reading, of all of them.

    The caller has asked already whether `by` may see the lines; `object_` names the page or the case.
    """
    wanted = {person for person in persons if person is not None}
    if not wanted:
        return {}
    what = OPENED if case_no else SEARCHED
    record_reading(what, by=by, persons=wanted, purpose=purpose, case_no=case_no, object_=object_)
    # Each name with each home; of a person the last of both stays.
    home = FilteredRelation("person__registrations", condition=Q(person__registrations__recorded_to=None))
    names = Particulars.objects.filter(person__in=wanted, recorded_to=None).annotate(home=home)
    rows = names.select_related("number", "home").order_by("valid_from", "home__valid_from")  # type: ignore[misc]
    return {row.person_id: _glance(row, row.home) for row in rows}


def _glance(who: Particulars, home: Registration | None) -> Glance:
    return Glance(
        person_id=who.person_id,
        name=who.name,
        former_name=who.former_name,
        sex=who.sex,
        birth_date=who.birth_date,
        number=masked(who.number),
        status=home.status if home else "",
        address_text=home.address_text if home else "",
        village_id=home.village_id if home else None,
        registration_id=home.pk if home else None,
    )
