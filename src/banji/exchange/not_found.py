"""Once a month each sender hears which rows of its lists meant nobody, or could not be used (domain 5.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.db.models import DateField
from django.db.models.functions import TruncMonth

from banji.accounts.models import Organisation
from banji.audit.acts import act
from banji.exchange import catalogue
from banji.exchange.models import Batch, InboundRow, Message
from banji.exchange.outbox import Telling, tell_all
from banji.foundation import jobs
from banji.foundation.actors import Actor
from banji.foundation.clock import CITY_TIME
from banji.law.deadlines import add_months

DATA_ERROR_REPORT = "DATA_ERROR_REPORT"
QUESTION = "以下名单行{month}未能查到本市户籍人员或者无法使用。请核对来源数据，更正后随下一批名单报送。"
O = InboundRow.Outcome  # noqa: E741 - the four outcomes
REPORTED = (O.NOT_FOUND, O.SET_ASIDE)

type Rows = dict[str, list[int]]


def report_not_found(today: date, *, by: Actor) -> int:
    """Report the rows settled before the month of `today`, one message for each sender and month, the oldest first.

    What has been reported is not reported again; a month in which the site was down is caught up. Returns how many
    messages were told.
    """
    with act("exchange.report_not_found", by=by) as this:
        jobs.lock("exchange.report_not_found")
        months = _open_months(today.replace(day=1))
        tellings = [telling for first in months for telling in _tellings(first, add_months(first, 1))]
        tell_all(DATA_ERROR_REPORT, tellings, by=by, this=this)
        this.after = {"months": [f"{first:%Y-%m}" for first in months], "messages": len(tellings)}
    return len(tellings)


def _open_months(before: date) -> list[date]:
    """The first days of the months before this one of which some sender has not heard."""
    rows = InboundRow.objects.filter(outcome__in=REPORTED, settled_at__lt=_begin(before))
    month = TruncMonth("settled_at", tzinfo=CITY_TIME, output_field=DateField())
    found = list(rows.annotate(month=month).values_list("batch__sender", "month").distinct().order_by())
    told = _told(_key(sender, first) for sender, first in found)
    return sorted({first for sender, first in found if _key(sender, first) not in told})


def _key(sender: int, first: date) -> str:
    """What one sender is told of one month."""
    return f"not-found:{sender}:{first:%Y-%m}"


def _told(keys: Iterable[str]) -> set[str]:
    return set(Message.objects.filter(order_key__in=list(keys)).values_list("order_key", flat=True))


def _tellings(first: date, after: date) -> list[Telling]:
    """What is still to be told, sender by sender."""
    found = _rows(first, after)
    batches = (
        Batch.objects.filter(pk__in=found).select_related("file", "sender").order_by("received_at", "pk")
    )
    by_sender: dict[Organisation, list[Batch]] = defaultdict(list)
    for batch in batches:
        by_sender[batch.sender].append(batch)
    keys = {sender: _key(sender.pk, first) for sender in by_sender}
    told = _told(keys.values())
    return [
        Telling(
            subject_ref=keys[sender],
            order_key=keys[sender],
            payload={
                "question": QUESTION.format(month=f"在{first.year}年{first.month}月"),
                "lists": [_list(batch, found[batch.pk]) for batch in own],
            },
            to=[sender],
        )
        for sender, own in by_sender.items()
        if keys[sender] not in told
    ]


def _rows(first: date, after: date) -> dict[Any, Rows]:
    """Row numbers by batch and outcome, settled in that month. Of a list of the living nobody hears who was not found:
    it was handed in to find the dead, not to learn who is registered."""
    living = [entry.feed for entry in catalogue.entries() if entry.only_about]
    found: dict[Any, Rows] = defaultdict(lambda: {O.NOT_FOUND: [], O.SET_ASIDE: []})
    rows = InboundRow.objects.filter(
        outcome__in=REPORTED, settled_at__gte=_begin(first), settled_at__lt=_begin(after)
    )
    rows = rows.exclude(outcome=O.NOT_FOUND, batch__feed__in=living)
    for batch_id, outcome, row_no in rows.order_by("batch", "row_no").values_list(
        "batch", "outcome", "row_no"
    ):
        found[batch_id][str(outcome)].append(row_no)
    return dict(found)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_TIME)


def _list(batch: Batch, rows: Rows) -> dict[str, str]:
    return {
        "batch": str(batch.pk),
        "file": batch.file.name,
        "not_found": in_runs(rows[O.NOT_FOUND]),
        "set_aside": in_runs(rows[O.SET_ASIDE]),
    }


def in_runs(numbers: Iterable[int]) -> str:
    """3、5–9、12."""
    runs = [
        [number for _place, number in run]
        for _key, run in groupby(enumerate(sorted(numbers)), lambda placed: placed[1] - placed[0])
    ]
    return "、".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
