"""What becomes of a form: the event and the record of the visit, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction

from banji.counter import visits
from banji.counter.closed_lists import ClosedList
from banji.counter.items import Asking, Item
from banji.counter.models import Draft, VisitRecord
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.register.doings import HOUSEHOLD
from banji.register.lawful import Brought


def visit_of(draft: Draft, item: Item, papers: Sequence[Brought], asked: ClosedList) -> visits.Visit:
    about = "household_id" if item.about == HOUSEHOLD else "person_id"
    return visits.Visit(
        item=item.code,
        title=str(item.title),
        applicant=draft.data.get("applicant", ""),
        papers=papers,
        step=asked.step,
        form_id=draft.pk,
        **{about: draft.subject_id},
    )


def send(
    draft: Draft,
    item: Item,
    facts: Mapping[str, Any],
    papers: Sequence[Brought],
    asked: ClosedList,
    *,
    confirmed: Collection[str],
    by: Actor,
) -> VisitRecord:
    """Do it and record the visit, promised and done today. A form sent twice answers with the visit it made.

    Raises what the operation raises: `Asked` for what is odd, `Refused` for what cannot be.
    """
    if done := VisitRecord.objects.filter(form_id=draft.pk).first():
        return done
    today = clock.today()
    asking = Asking(
        subject_id=draft.subject_id,
        facts=facts,
        papers=papers,
        seen=draft.data["seen"],
        confirmed=confirmed,
        by=by,
        today=today,
    )
    with transaction.atomic():
        events = item.act(asking)
        visit = visits.accept(
            visit_of(draft, item, papers, asked),
            by=by,
            promised_on=today,
            events=[event.pk for event in events],
        )
        draft.delete()
    return visit
