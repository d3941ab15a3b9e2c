"""What is late: a list that did not come when the catalogue says, a message not received, a receipt not followed up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Max, Q

from banji.accounts.models import Organisation
from banji.accounts.queries import valid_on
from banji.exchange import catalogue
from banji.exchange.models import Batch, Delivery
from banji.foundation.clock import CITY_TIME
from banji.law.profiles import Rules, load_rules


@dataclass(frozen=True, slots=True)
class Expected:
    """A list one organisation owes: when the last one came, when the next is due, and since when it is late."""

    entry: catalogue.Entry
    sender: Organisation
    last_received: date | None
    due_on: date
    late: bool
    provisional: bool


def rules_on(day: date) -> Rules:
    return load_rules(settings.BANJI_PROFILE, overrides=settings.BANJI_LAW, on=day)


def expected_lists(today: date) -> list[Expected]:
    """Who owes which list since when: from the last list that came, or from the first day of the rule."""
    rules = rules_on(today)
    found = []
    for entry in catalogue.entries():
        if entry.direction != catalogue.IN or not entry.every:
            continue
        named = Q(department=entry.sender) | Q(kind=entry.sender)
        for sender in Organisation.objects.filter(named, valid_on(today)).order_by("name"):
            found.append(_expected(entry, sender, rules, today))
    return found


def _expected(entry: catalogue.Entry, sender: Organisation, rules: Rules, today: date) -> Expected:
    last = Batch.objects.filter(feed=entry.feed, sender=sender).exclude(state=Batch.State.REFUSED)
    received = last.aggregate(last=Max("received_at"))["last"]
    since = received.astimezone(CITY_TIME).date() if received else None
    start = since or max(sender.valid_from, rules.value(entry.every).valid_from)
    due = rules.deadline(entry.every, start)
    grace = rules.deadline("exchange.report_grace", due.due_on)
    return Expected(
        entry, sender, since, due.due_on, today > grace.due_on, due.provisional or grace.provisional
    )


def late_deliveries(today: date) -> list[Delivery]:
    """Messages that no department received, or accepted and did not work off, in the time the rules give."""
    rules = rules_on(today)
    waits = (
        ("exchange.delivery_late", Q(state__in=("WAITING", "SENT", "ASIDE")), "message__created_at"),
        ("exchange.processing_late", Q(state__in=("DELIVERED", "ACCEPTED")), "accepted_at"),
    )
    late: list[Delivery] = []
    for key, condition, since in waits:
        # A working-day period is never shorter than as many days, so older rows are looked at exactly.
        old = today - timedelta(days=rules.value(key).n)
        rows = Delivery.objects.filter(condition, organisation__isnull=False, **{f"{since}__date__lt": old})
        for delivery in rows.select_related("message", "organisation").order_by("pk"):
            started = (delivery.accepted_at or delivery.message.created_at).astimezone(CITY_TIME).date()
            if rules.deadline(key, started).due_on < today:
                late.append(delivery)
    return late
