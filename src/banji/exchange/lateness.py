"""Lists that are due: who owes which since when. What is late of messages stands in `overdue`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet

from banji.accounts.models import Organisation
from banji.accounts.queries import valid_on
from banji.exchange import catalogue
from banji.exchange.models import Batch
from banji.exchange.timeliness import rules_on
from banji.foundation.clock import CITY_TIME
from banji.law.profiles import Rules


@dataclass(frozen=True, slots=True)
class Expected:
    """A list one organisation owes: when the last one came, when the next is due, and since when it is late."""

    entry: catalogue.Entry
    sender: Organisation
    last_received: date | None
    due_on: date
    late: bool
    provisional: bool


def expected_lists(today: date) -> list[Expected]:
    """Who owes which list since when: from the last list that came, or from the first day of the rule.

    In each department the offices that have ever sent this list owe it; where none has, its head does.
    """
    rules, last = rules_on(today), _last_lists()
    owed = [entry for entry in catalogue.entries() if entry.feed and entry.every]
    offices = list(_offices({entry.sender for entry in owed}, today))
    found = []
    for entry in owed:
        own = [office for office in offices if entry.sender in (office.department, office.kind)]
        senders = [office for office in own if (entry.feed, office.pk) in last]
        heads = own if senders else _heads(own)
        found += [_expected(entry, sender, last, rules, today) for sender in senders or heads]
    return found


def _offices(codes: set[str], today: date) -> QuerySet[Organisation]:
    named = Q(department__in=codes) | Q(kind__in=codes)
    return Organisation.objects.filter(named, valid_on(today)).order_by("name")


def _heads(offices: list[Organisation]) -> list[Organisation]:
    below = {office.pk for office in offices}
    return [office for office in offices if office.parent_id not in below]


def _last_lists() -> dict[tuple[str, int], date]:
    """The day on which each office sent each list last, by feed and office."""
    rows = Batch.objects.exclude(state=Batch.State.REFUSED).values_list("feed", "sender")
    return {
        (feed, sender): last.astimezone(CITY_TIME).date()
        for feed, sender, last in rows.annotate(last=Max("received_at")).order_by()
    }


def _expected(
    entry: catalogue.Entry,
    sender: Organisation,
    last: Mapping[tuple[str, int], date],
    rules: Rules,
    today: date,
) -> Expected:
    since = last.get((entry.feed, sender.pk))
    start = since or max(sender.valid_from, rules.value(entry.every).valid_from)
    due = rules.deadline(entry.every, start)
    grace = rules.deadline("exchange.report_grace", due.due_on)
    return Expected(
        entry, sender, since, due.due_on, today > grace.due_on, due.provisional or grace.provisional
    )
