"""Lists of the living (`only_about: DEAD` in the catalogue): nearly every row is about somebody alive, and ends here.

The list is compared with the whole register, so that the row of a living namesake never lands on a dead person. Then:

    number and name agree, alive      matched, `match.living`: nothing is told, no candidate is kept
    number and name agree, dead       matched, decided by the machine and told to the matter
    doubtful, a dead person possible  to be reviewed by a clerk
    doubtful, only others possible    not found, `match.no_dead`

Whom a sure row means stays known as long as the row (`Listed`): who is cancelled on death later is told then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import batched
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from banji.audit.acts import act
from banji.exchange import catalogue, outbox
from banji.exchange.inbox import Settlement, content_of, settle
from banji.exchange.models import InboundRow
from banji.foundation import jobs
from banji.foundation.actors import Actor
from banji.matching.decisions import THRESHOLDS
from banji.reconciliation import handover, machine
from banji.reconciliation.models import Decision, Listed
from banji.reconciliation.reasons import PREFIX
from banji.reconciliation.scored import Scored
from banji.register.queries.cancelled import cancelled_by_death, dead_among, merged_into_the_dead

O = InboundRow.Outcome  # noqa: E741 - the four outcomes
CHUNK = 500
EVERYTHING = Q()


def is_of_the_living(feed: str) -> bool:
    return catalogue.feed(feed).only_about == "DEAD"


def settle_living(rows: Iterable[Scored], *, at: datetime) -> set[int]:
    """Settle the rows from which nothing follows, and keep whom the sure ones mean. Returns what was settled; the
    rest goes the way of every list."""
    found = [_may_stand_twice(scored) for scored in rows]
    dead = dead_among({person for scored in found for person in in_question(scored)})
    sure = [s for s in found if s.by_machine]
    unsure = [s for s in found if not s.by_machine and in_question(s) and not dead & in_question(s)]
    listed = [Listed(row_id=s.row.pk, person_id=s.best) for s in sure]
    Listed.objects.bulk_create(listed, batch_size=2000, ignore_conflicts=True)
    settle((Settlement(s.row.pk, O.MATCHED, f"{PREFIX}living") for s in sure), at=at)
    settle((Settlement(s.row.pk, O.NOT_FOUND, f"{PREFIX}no_dead") for s in unsure), at=at)
    return {scored.row.pk for scored in (*sure, *unsure)}


def _may_stand_twice(scored: Scored) -> Scored:
    """Two rows for one person are a contradiction among deaths; here they are two benefits, or two units."""
    return replace(scored, outcome="suggest", why="") if scored.why == "claimed" else scored


def in_question(scored: Scored) -> set[UUID]:
    """Who may be meant: the one suggested; else all who come as near as a suggestion would have to stand apart. Where
    number and name point to different people, everybody proposed."""
    if scored.outcome == "none" or not scored.candidates:
        return set()
    if scored.outcome == "suggest":
        return {scored.best}
    near = scored.candidates[0]["weight"] - THRESHOLDS.gap
    close = (c for c in scored.candidates if scored.outcome == "conflict" or c["weight"] > near)
    return {UUID(c["person_id"]) for c in close}


_KEEP_DECIDED = """
INSERT INTO reconciliation_listed (row_id, person_id)
SELECT r.id, d.person_id FROM exchange_inboundrow r JOIN exchange_batch b ON b.id = r.batch_id
JOIN reconciliation_decision d ON d.feed = b.feed AND d.row_hash = r.row_hash
WHERE d.verdict = 'SAME' AND d.recorded_to IS NULL AND r.outcome = 'MATCHED' AND r.payload IS NOT NULL
  AND b.feed = %(feed)s AND (r.batch_id = %(batch)s OR r.row_hash = %(row_hash)s)
ON CONFLICT DO NOTHING
"""


def keep_decided(feed: str, *, batch: UUID | None = None, row_hash: bytes | None = None) -> None:
    """Keep whom the rows mean that were decided by content: a list says every month anew who is paid."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_DECIDED, {"feed": feed, "batch": batch, "row_hash": row_hash})


def tell_the_dead(*, by: Actor, only: Q = EVERYTHING) -> int:
    """Hand every listed row over whose person is cancelled on death by now, once: under the registration that is listed,
    though it may have been merged into that of the dead. Returns how many.

    Called when a list has been matched, when somebody is cancelled, and each night: whichever comes first.
    """
    dead = Exists(cancelled_by_death().filter(person=OuterRef("person")))
    under = Q(person__in=merged_into_the_dead().values("person"))
    waiting = Listed.objects.filter(only, told_at=None, row__payload__isnull=False)
    rows = waiting.order_by("row__batch__feed", "row").values_list("pk", flat=True)
    ids = [row for which in (Q(dead), under) for row in rows.filter(which)]
    return sum(_tell(chunk, by) for chunk in batched(ids, CHUNK))


def _tell(row_ids: Collection[int], by: Actor) -> int:
    with act("reconciliation.tell_the_dead", by=by) as this:
        # Locked: the night and a cancellation may find the same row.
        found = Listed.objects.select_for_update(of=("self",)).filter(pk__in=row_ids, told_at=None)
        listed = list(found.select_related("row__batch").order_by("pk"))
        for feed in sorted({one.row.batch.feed for one in listed}):
            jobs.lock(f"reconciliation.decide:{feed}")
            mine = [one for one in listed if one.row.batch.feed == feed]
            this.add(*_decisions(feed, mine, by))
            settle((Settlement(one.pk, O.MATCHED) for one in mine), at=this.now)
            tellings = [handover.telling(one.row, content_of(one.row), one.person_id) for one in mine]
            outbox.tell_all(handover.message_type(feed), tellings, by=by, this=this)
        Listed.objects.filter(pk__in=[one.pk for one in listed]).update(told_at=this.now)
        this.about(*{one.person_id for one in listed})
        this.after = {"rows": len(listed)}
    return len(listed)


def _decisions(feed: str, listed: list[Listed], by: Actor) -> Iterator[Decision]:
    """One for each content that has none yet."""
    rows = {bytes(one.row.row_hash): one for one in reversed(listed)}
    stand = Decision.objects.filter(feed=feed, row_hash__in=rows.keys(), recorded_to=None)
    for known in stand.values_list("row_hash", flat=True):
        del rows[bytes(known)]
    for one in rows.values():
        yield Decision.of(one.row, Decision.Verdict.SAME, one.person_id, machine.REASON, by, by_machine=True)


def forget(*, by: Actor) -> int:
    """Forget whom the rows meant whose term is over. Returns how many."""
    with act("reconciliation.forget_listed", by=by) as this:
        gone, _by_table = Listed.objects.filter(row__payload=None).delete()
        this.after = {"rows": gone}
    return gone
