"""One person, as of two dates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from banji.api import showing, volume
from banji.api.auth import asking, day_of, nothing_else
from banji.api.schemas import Asked, AsOf, Found, Number, PersonSheet, text
from banji.exchange.questions import PERSON
from banji.foundation.secrets import tokens_of
from banji.register.access import identify, open_person
from banji.register.access.reach import must_be_in_area, out_of_reach
from banji.register.queries.axes import must_be_certain
from banji.register.queries.people import sheet_of

router = Router(tags=[PERSON])


class Lookup(Asked):
    """Whom you mean: the whole number, and better the name beside it."""

    number: Number
    name: text(100) | None = None  # type: ignore[valid-type]


@router.post("/lookup", response=Found, operation_id="find_person", summary="The id of a person by number")
def lookup(request: HttpRequest, body: Lookup) -> dict[str, UUID]:
    """Find one person of your area by whole number, and name if you give it. 404 where nobody is found, where it is not
    certain who is meant, and where the person is not in your area: the three look the same."""
    this = asking(request, PERSON, body.purpose, body.case_no)
    volume.count([tokens_of(body.number).whole], entry=this.entry, by=this.by)
    found = identify(body.name, body.number, by=this.by, purpose=this.purpose, case_no=this.case_no)
    if found is None:
        raise out_of_reach()
    must_be_in_area([found], by=this.by)
    return {"person_id": found}


@router.get(
    "/{person_id}",
    response=PersonSheet,
    exclude_unset=True,
    operation_id="read_person",
    summary="A person as of two dates",
)
def person(request: HttpRequest, person_id: UUID, asked: Query[AsOf]) -> dict[str, Any]:
    """The sheet of a person of your area at the end of `valid_on`, as the register knew it at `known_at`."""
    this = asking(request, PERSON, asked.purpose, asked.case_no)
    nothing_else(request, AsOf)
    on = day_of(asked.valid_on)
    if asked.known_at:
        must_be_certain(asked.known_at)
    volume.count([person_id.bytes], entry=this.entry, by=this.by)
    view = open_person(person_id, by=this.by, purpose=this.purpose, case_no=this.case_no)
    sheet = sheet_of(view.history, on, asked.known_at)
    values = showing.shared(showing.of_person(sheet), this.entry)
    return {"person_id": person_id, "valid_on": on, "known_at": asked.known_at, **values}
