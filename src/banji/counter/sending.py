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
from banji.register.doings import HOUSEHOLD, PERSON
from banji.register.lawful import Brought


def visit_of(draft: Draft, item: Item, papers: Sequence[Brought], asked: ClosedList) -> visits.Visit:
    about = {HOUSEHOLD: "household_id", PERSON: "person_id"}.get(item.about)
    return visits.Visit(
        item=item.code,
        title=str(item.title),
        applicant=draft.data.get("applicant", ""),
        papers=papers,
        step=asked.step,
        form_id=draft.pk,
        **({about: draft.subject_id} if about else {}),
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
    asking = _asking(draft, facts, papers, confirmed=confirmed, by=by)
    with transaction.atomic():
        made = item.act(asking)
        if isinstance(made, VisitRecord):
            visit = made
        else:
            visit = visits.accept(
                visit_of(draft, item, papers, asked),
                by=by,
                promised_on=asking.today,
                events=[event.pk for event in made],
            )
        draft.delete()
    return visit


def tell_missing(
    draft: Draft,
    item: Item,
    facts: Mapping[str, Any],
    papers: Sequence[Brought],
    asked: ClosedList,
    *,
    by: Actor,
) -> VisitRecord:
    """Tell at once and in writing what is missing; where the matter keeps a case, it waits for the papers."""
    if done := VisitRecord.objects.filter(form_id=draft.pk).first():
        return done
    with transaction.atomic():
        if item.waits:
            visit = item.waits(_asking(draft, facts, papers, confirmed=(), by=by))
        else:
            visit = visits.tell_missing(visit_of(draft, item, papers, asked), asked.missing(papers), by=by)
        draft.delete()
    return visit


def _asking(
    draft: Draft,
    facts: Mapping[str, Any],
    papers: Sequence[Brought],
    *,
    confirmed: Collection[str],
    by: Actor,
) -> Asking:
    return Asking(
        form_id=draft.pk,
        applicant=draft.data.get("applicant", ""),
        subject_id=draft.subject_id,
        facts=facts,
        papers=papers,
        seen=draft.data["seen"],
        confirmed=confirmed,
        by=by,
        today=clock.today(),
    )
