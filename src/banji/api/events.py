"""Posting an event: once, by the officer who decided it, on behalf of whose counter a system speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Header, Router, Status
from pydantic import Field

from banji.api import shapes, volume
from banji.api.auth import Asking, asking
from banji.api.carrying_out import carry_out
from banji.api.once import Answer, again, once
from banji.audit.acts import ILLEGAL_DEMAND, act, note
from banji.exchange.questions import EVENT
from banji.foundation.errors import IllegalDemand

router = Router(tags=[EVENT])

Key = Annotated[
    str,
    Field(
        pattern=r"^[0-9A-Za-z_-]{16,64}$",
        description="A name of yours for this request, a UUID for instance. The same again changes nothing.",
        examples=["0190c7d2-6f3e-7c51-9a54-2f6a1d1c8b10"],
    ),
]


@router.post(
    "",
    response={201: shapes.EventAnswer},
    operation_id="post_event",
    summary="Post an event, once for each key",
)
def post_event(
    request: HttpRequest,
    response: HttpResponse,
    body: Body[shapes.Event],
    idempotency_key: Annotated[Key, Header(alias="Idempotency-Key")],
) -> Status[dict[str, Any]]:
    """The key, the event and the answer are one transaction. The same key with the same body has the same answer, with
    `Idempotency-Replayed: true`; with another body it is refused. A refusal keeps nothing: the key may be used again."""
    this = asking(request, EVENT, body.purpose, body.case_no, body.kind)
    answer = again(this.by.id, idempotency_key, body) or _first(this, idempotency_key, body)
    if answer.again:
        response["Idempotency-Replayed"] = "true"
    return Status(201, answer.said)


def _first(this: Asking, key: str, event: shapes.Event) -> Answer:
    """Counted here and not before: who sends again what was done asks about nobody new, on whatever day."""
    volume.count(event.subjects, entry=this.entry, by=this.by)
    with _illegal_demands_kept(this):
        return once(this.by.id, key, event, partial(_recorded, event, this))


@contextmanager
def _illegal_demands_kept(this: Asking) -> Iterator[None]:
    """Nothing of a refused request is written, but that somebody tried to demand what the law does not name."""
    try:
        yield
    except IllegalDemand as demand:
        note(ILLEGAL_DEMAND, by=this.by, persons=(), purpose=str(demand), case_no=this.case_no)
        raise


def _recorded(event: shapes.Event, this: Asking) -> dict[str, Any]:
    """The officer's own act stands in the trail under his name; this entry says through which client it came."""
    with act("api.post_event", by=this.by, purpose=this.purpose, case_no=this.case_no) as entry:
        done = carry_out(event, this, entry)
        entry.about(*(each["person_id"] for each in done["events"]))
        entry.object_kind, entry.object_id = (
            "event",
            str(done["events"][0]["event_id"]) if done["events"] else "",
        )
        decided = getattr(event, "decided_by", None)
        entry.after = {
            "kind": event.kind,
            "report": done["report"],
            "decided_by": decided and decided.model_dump(),
        }
    return done
