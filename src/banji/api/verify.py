"""A question with the answer yes, no or unknown: what a department needs, and nothing more (domain 7.4)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from banji.api import volume
from banji.api.auth import asking, day_of
from banji.api.schemas import Asked, Number, Reply, Verified, text
from banji.exchange.questions import VERIFY, Question
from banji.foundation.secrets import tokens_of
from banji.register.access import identify
from banji.register.models import Registration
from banji.register.queries.axes import as_of

router = Router(tags=[VERIFY])
_Status, _DEATH = Registration.Status, Registration.CancelReason.DEATH


class Verify(Asked):
    """Whom, and what you want to know. With a name the answer is about whoever has both; without, about whoever alone
    has the number."""

    question: Literal["alive", "registered"]
    number: Number
    name: text(100) | None = None  # type: ignore[valid-type]
    valid_on: date | None = Field(None, description="At the end of this day; today if absent.")


@router.post(
    "",
    response=Verified,
    exclude_unset=True,
    operation_id="verify",
    summary="Is somebody alive, or registered here?",
)
def verify(request: HttpRequest, body: Verify) -> dict[str, Any]:
    """One question about one person. Who else asked is told nobody but the person."""
    this = asking(request, VERIFY, body.purpose, body.case_no, body.question)
    on = day_of(body.valid_on)
    volume.count([tokens_of(body.number).whole], entry=this.entry, by=this.by)
    found = identify(body.name, body.number, by=this.by, purpose=this.purpose, case_no=this.case_no)
    row = _registration(found, on)
    answer = _alive(row) if body.question == "alive" else _registered(row)
    return {"answer": answer, "valid_on": on, **_died_on(row, body.question, answer, this.entry)}


def _registration(person_id: UUID | None, on: date) -> Registration | None:
    return as_of(Registration.objects.filter(person=person_id), on).first() if person_id else None


def _alive(row: Registration | None) -> Reply:
    if row is None:
        return Reply.UNKNOWN
    if row.status != _Status.CANCELLED:
        return Reply.YES
    return Reply.NO if row.cancel_reason == _DEATH else Reply.UNKNOWN


def _registered(row: Registration | None) -> Reply:
    if row is None:
        return Reply.UNKNOWN
    return Reply.YES if row.status == _Status.ACTIVE else Reply.NO


def _died_on(
    row: Registration | None, question: str, answer: Reply, entry: Question
) -> dict[str, date | None]:
    """A cancellation on death holds from the day of death on."""
    if "died_on" not in entry.fields:
        return {}
    told = row is not None and question == "alive" and answer == Reply.NO
    return {"died_on": row.valid_from if told and row else None}
