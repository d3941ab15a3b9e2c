"""One household with its members, as of two dates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from banji.api import showing, volume
from banji.api.auth import asking, day_of, nothing_else
from banji.api.schemas import AsOf, HouseholdAnswer
from banji.exchange.questions import HOUSEHOLD
from banji.foundation.errors import NotFound
from banji.register.access import open_household
from banji.register.queries.axes import Moment, must_be_certain

router = Router(tags=[HOUSEHOLD])


@router.get(
    "/{household_id}",
    response=HouseholdAnswer,
    exclude_unset=True,
    operation_id="read_household",
    summary="A household as of two dates",
)
def household(request: HttpRequest, household_id: UUID, asked: Query[AsOf]) -> dict[str, Any]:
    """A household of your area and who was registered in it at the end of `valid_on`, as the register knew it at
    `known_at`. Each member counts as a person you asked about."""
    this = asking(request, HOUSEHOLD, asked.purpose, asked.case_no)
    nothing_else(request, AsOf)
    on = day_of(asked.valid_on)
    if asked.known_at:
        must_be_certain(asked.known_at)
    moment = Moment(on, asked.known_at)
    view = open_household(household_id, by=this.by, purpose=this.purpose, case_no=this.case_no, then=moment)
    sheet = view.then
    if sheet is None:
        raise NotFound(_("The register has nothing of this household at that moment."))
    volume.count((member.person_id.bytes for member in sheet.members), entry=this.entry, by=this.by)
    return {
        "household_id": household_id,
        "valid_on": moment.valid_on,
        "known_at": moment.known_at,
        "ended": sheet.ended,
        **showing.shared(showing.of_household(sheet), this.entry),
        "members": [
            {"person_id": member.person_id, **showing.shared(showing.of_member(member), this.entry)}
            for member in sheet.members
        ],
    }
