"""Who owes whom what since when (P-35): counted from the rows, each number with the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from banji.accounts.models import Organisation
from banji.exchange import catalogue
from banji.exchange.lateness import Expected, expected_lists
from banji.exchange.models import Delivery, Endpoint, Reply
from banji.exchange.overdue import NO_ANSWER
from banji.exchange.timeliness import rules_on
from banji.foundation.clock import CITY_TIME
from banji.law.deadlines import working_days_late
from banji.law.profiles import Rules

LIST, MESSAGE, RECEIPT, ANSWER, SENT_BACK, FEEDBACK = (
    "LIST",
    "MESSAGE",
    "RECEIPT",
    "ANSWER",
    "SENT_BACK",
    "FEEDBACK",
)
# What we owe them: to bring them the message, and to look at what they sent back. The rest they owe us.
OURS = frozenset({MESSAGE, SENT_BACK})
_STATES = {
    MESSAGE: ("WAITING", "ASIDE"),
    RECEIPT: ("SENT",),
    ANSWER: ("DELIVERED", "ACCEPTED"),
    SENT_BACK: ("REJECTED",),
}


@dataclass(frozen=True, slots=True)
class Owed:
    """One line: what one side owes the other. `organisation` is the department, whoever of the two owes."""

    what: str
    organisation: Organisation
    type: str
    count: int
    since: date
    due_on: date
    provisional: bool
    late: bool
    # Working days since it should have been here; 0 on a rest day right after.
    late_by: int
    # The list a department owes, by its code in the catalogue.
    feed: str = ""
    # Their system has taken nothing since; then it is not for want of trying that they have not been told.
    down_since: datetime | None = None

    @property
    def ours(self) -> bool:
        return self.what in OURS


def owed(today: date, *, only: int | None = None) -> list[Owed]:
    """Every open debt between the police and the departments, the latest first; `only` one organisation's."""
    rules = rules_on(today)
    lines = [
        _list_due(expected, rules, today)
        for expected in expected_lists(today)
        if only in (None, expected.sender.pk)
    ]
    counted = open_deliveries(only).values("organisation", "what", "message__type")
    rows = list(counted.annotate(n=Count("pk"), oldest=Min("since")).order_by())
    organisations = Organisation.objects.in_bulk({row["organisation"] for row in rows})
    down = dict(Endpoint.objects.exclude(down_since=None).values_list("organisation", "down_since"))
    for row in rows:
        since = row["oldest"].astimezone(CITY_TIME).date()
        due = rules.deadline(_term(row["what"], row["message__type"]), since)
        lines.append(
            Owed(
                what=row["what"],
                organisation=organisations[row["organisation"]],
                type=row["message__type"],
                count=row["n"],
                since=since,
                due_on=due.due_on,
                provisional=due.provisional,
                late=due.passed_on(today),
                late_by=working_days_late(due.due_on, today),
                down_since=down.get(row["organisation"]) if row["what"] == MESSAGE else None,
            )
        )
    return sorted(lines, key=lambda line: (not line.ours, line.organisation.name, -line.late_by, line.since))


def open_deliveries(organisation: int | None = None) -> QuerySet[Any]:
    """Deliveries that leave something owed: annotated with `what` and `since`. The list behind each number."""
    at_work = Q(state__in=[state for states in _STATES.values() for state in states], closed_at=None)
    found = Delivery.objects.filter(at_work | _awaiting_feedback(), organisation__isnull=False)
    if organisation is not None:
        found = found.filter(organisation=organisation)
    kinds = [When(state__in=states, then=Value(what)) for what, states in _STATES.items()]
    told, answered = F("message__created_at"), Coalesce("accepted_at", "message__created_at")
    since = Case(
        When(state__in=("WAITING", "ASIDE", "SENT"), then=told),
        When(state="PROCESSED", then=F("processed_at")),
        default=answered,
        output_field=DateTimeField(),
    )
    what = Case(*kinds, default=Value(FEEDBACK), output_field=CharField())
    return found.exclude(message__type__in=NO_ANSWER).annotate(what=what, since=since)


def _awaiting_feedback() -> Q:
    """Found and worked off by somebody who may tell us what he did, and has not: "payment stopped on …"."""
    entries = [entry for entry in catalogue.entries() if entry.replies_to]
    theirs = [
        Q(message__type__in=entry.replies_to)
        & (Q(organisation__department__in=senders) | Q(organisation__kind__in=senders))
        for entry in entries
        for senders in [(entry.sender, *entry.or_from)]
    ]
    told = Exists(Reply.objects.filter(reply_to=OuterRef("message"), sender=OuterRef("organisation")))
    return Q(state="PROCESSED", result="MATCHED") & reduce(or_, theirs, Q(pk=None)) & ~Q(told)


def _list_due(expected: Expected, rules: Rules, today: date) -> Owed:
    grace = rules.deadline("exchange.report_grace", expected.due_on)
    return Owed(
        what=LIST,
        organisation=expected.sender,
        type=expected.entry.type,
        feed=expected.entry.feed,
        count=1,
        since=expected.last_received or expected.due_on,
        due_on=expected.due_on,
        provisional=expected.provisional,
        late=expected.late,
        late_by=working_days_late(grace.due_on, today),
    )


def _term(what: str, type_: str) -> str:
    """The rule that says how long it may take."""
    if what == MESSAGE:
        own = (entry.every for entry in catalogue.entries_of(type_, catalogue.OUT))
        return next((key for key in own if key), "exchange.delivery_late")
    return "exchange.delivery_late" if what == RECEIPT else "exchange.processing_late"
