"""准予迁入证明: the new place says to the old one that somebody may come. The case of the migration calls `permit`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from banji.accounts.models import Organisation
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.identity.masking import mask_name
from banji.law.sources import source
from banji.printing import operations as printing
from banji.printing.models import IssuedPaper
from banji.printing.operations import Paper
from banji.register.lawful import limit
from banji.register.papers import kinds, words
from banji.register.papers.drafts import Draft, heading

_LAW = (source("NORM_2021", "41"), source("NORM_2021", "43"))


@dataclass(frozen=True, slots=True)
class Mover:
    """Somebody who may come, as the applicant's papers say; not in the register yet."""

    name: str
    relation: str
    sex: str
    birth_date: date | None
    citizen_id_no: str


@dataclass(frozen=True, slots=True)
class Permit:
    """A permit. `applicant`: to whom the movers come; `ground` in words; addresses as written."""

    station: Organisation
    applicant: Mover
    applicant_address: str
    movers: Sequence[Mover]
    from_address: str
    from_office: str
    to_address: str
    ground: str
    case_no: str
    # The number and last day that the case has given it; else those of the station's series and of today.
    number: str = ""
    good_until: date | None = None
    # Who of them is in our register already, for the trail.
    persons: Sequence[UUID] = field(default_factory=tuple)


def valid_until(issued: date) -> date:
    """The last day of a permit issued on a day (`migration.permit_validity` of the profile)."""
    return limit("migration.permit_validity", issued, on=issued).due_on


def permit(facts: Permit, *, by: Actor, purpose: str = "CASE") -> IssuedPaper:
    """Issue a permit, within the act of the case that grants it. It holds until its last day or until withdrawn.

    Raises `Refused` as `printing.issue` does.
    """
    draft = drafted(facts, by)
    (issued,) = printing.issue_together(
        draft.papers,
        draw=lambda marks: draft.drawn(marks, by),
        by=by,
        persons=facts.persons,
        purpose=purpose,
        case_no=facts.case_no,
    )
    return issued


@words.in_chinese
def drafted(facts: Permit, by: Actor) -> Draft:
    until = facts.good_until or valid_until(clock.today())
    data = heading(facts.station, by) | {
        "applicant": _line(facts.applicant) | {"address": facts.applicant_address},
        "movers": [_line(mover) for mover in facts.movers],
        "from": facts.from_address,
        "from_office": facts.from_office,
        "to": facts.to_address,
        "ground": facts.ground,
        "case_no": facts.case_no,
        "valid_until": words.iso(until),
        "legal_basis": words.legal(*_LAW),
    }
    paper = Paper(
        kind=kinds.PERMIT.name,
        station_id=facts.station.pk,
        station=facts.station.name,
        about=f"case:{facts.case_no}",
        number=facts.number,
        valid_until=until,
        shown={"name": mask_name(facts.movers[0].name)},
    )
    return Draft("move_in_permit", data, [paper])


def _line(mover: Mover) -> dict[str, str]:
    return {
        "name": mover.name,
        "relation": mover.relation,
        "sex": words.named("sex", mover.sex) if mover.sex else "",
        "birth_date": words.iso(mover.birth_date),
        "citizen_id_no": mover.citizen_id_no,
    }
