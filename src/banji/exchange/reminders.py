"""Receipts and answers that are late: the department is reminded once, then an alarm is raised (domain 5.11)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from banji.accounts.models import Organisation
from banji.audit.acts import Act, act
from banji.exchange import outbox, trouble
from banji.exchange.models import Delivery, Trouble
from banji.exchange.overdue import end_of, last_day, late_deliveries
from banji.foundation.actors import system
from banji.foundation.clock import CITY_TIME

BY = system("exchange.remind")
REMINDER = "ANSWER_REMINDER"
KIND = "ANSWERS_OVERDUE"
# What the department has to do; what waits or stands aside is ours to bring to it.
THEIRS = ("SENT", "DELIVERED", "ACCEPTED")


def remind(today: date) -> int:
    """Remind each department once of what it has become late with; raise an alarm where a reminder did not help.

    Returns how many departments were reminded. Twice in a night changes nothing.
    """
    late = late_deliveries(today).filter(state__in=THEIRS)
    fresh: dict[Organisation, list[Delivery]] = defaultdict(list)
    for delivery in late.filter(reminded_at=None):
        if delivery.organisation:
            fresh[delivery.organisation].append(delivery)
    for organisation, deliveries in fresh.items():
        with act("exchange.remind", by=BY, object_=("organisation", organisation.pk)) as this:
            _remind(organisation, deliveries, this)
    in_vain = late.filter(reminded_at__lt=end_of(last_day("exchange.delivery_late", today)))
    owing = dict(
        in_vain.order_by("organisation").values_list("organisation", "organisation__name").distinct()
    )
    with act("exchange.watch_answers", by=BY) as this:
        for pk, name in owing.items():
            trouble.begin(KIND, subject=("organisation", pk), receiver=name, this=this)
        known = Trouble.objects.filter(kind=KIND, over_at=None).values_list("subject", flat=True)
        for pk in {int(subject.partition(":")[2]) for subject in known} - owing.keys():
            trouble.end(KIND, subject=("organisation", pk), this=this)
    return len(fresh)


def _remind(organisation: Organisation, deliveries: list[Delivery], this: Act) -> None:
    oldest = min(delivery.message.created_at for delivery in deliveries)
    outbox.tell(
        REMINDER,
        subject_ref=f"organisation:{organisation.pk}",
        order_key=f"organisation:{organisation.pk}",
        payload={"count": len(deliveries), "oldest_on": oldest.astimezone(CITY_TIME).date().isoformat()},
        case_no="",
        to=[organisation],
        by=BY,
        this=this,
    )
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(reminded_at=this.now)
    this.after = {"late": len(deliveries)}
