"""Messages that are late: not received, or received and not worked off, in the time the rules give (domain 5.11)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from banji.exchange.models import Delivery
from banji.exchange.timeliness import rules_on
from banji.foundation.clock import CITY_TIME

# Our own reminders and tests ask for no answer.
NO_ANSWER = ("ANSWER_REMINDER", "CONNECTION_TEST")
NOT_DELIVERED = ("WAITING", "SENT", "ASIDE")
NOT_WORKED_OFF = ("DELIVERED", "ACCEPTED")


def last_day(key: str, today: date) -> date:
    """The last day on which a term that began then has run out before today. Terms that begin later have not."""
    rules = rules_on(today)
    day = today
    while rules.deadline(key, day).due_on >= today:
        day -= timedelta(days=1)
    return day


def end_of(day: date) -> datetime:
    """The instant at which a day of the city is over."""
    return datetime.combine(day + timedelta(days=1), time.min, CITY_TIME)


def late_deliveries(today: date) -> QuerySet[Delivery]:
    """What no department received, or received and did not work off, in time; oldest first."""
    not_delivered = Q(
        state__in=NOT_DELIVERED, message__created_at__lt=end_of(last_day("exchange.delivery_late", today))
    )
    worked_by = end_of(last_day("exchange.processing_late", today))
    not_worked_off = Q(state__in=NOT_WORKED_OFF) & (
        Q(accepted_at__lt=worked_by) | Q(accepted_at=None, message__created_at__lt=worked_by)
    )
    late = Delivery.objects.filter(not_delivered | not_worked_off, organisation__isnull=False)
    return late.exclude(message__type__in=NO_ANSWER).select_related("message", "organisation").order_by("pk")
