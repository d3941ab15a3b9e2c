"""To the systems of departments, by file or web request. No lock is held while a department is slow: what was taken is
marked as in flight, and each endpoint belongs to one worker at a time, within a budget of seconds.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import F

from banji.exchange.answers import signed
from banji.exchange.channels import Doubtful, EndpointDown, Handed, NotTaken, Parcel, channel_of
from banji.exchange.channels.signing import Shared
from banji.exchange.delivery import circuit, queue
from banji.exchange.delivery.counts import Delivered
from banji.exchange.delivery.failing import BY, failed
from banji.exchange.models import Delivery, Endpoint
from banji.foundation import clock

log = logging.getLogger(__name__)
TOGETHER = 200
BUDGET = 30.0
# So many failures in a row, on different messages, are the endpoint's: of a system that stumbles, and of one that
# reads each message and refuses it.
DOUBTS, REFUSALS = 2, 5
AT_ONCE = 8


def waiting_endpoints() -> list[int]:
    """Organisations with a system of their own for which something waits, and which may be tried now."""
    waiting = Delivery.objects.filter(state="WAITING", not_before__lte=clock.now())
    reached = waiting.exclude(organisation__endpoint=None).exclude(organisation__endpoint__channel="PAGE")
    return sorted(reached.values_list("organisation_id", flat=True).distinct())


def hand_over(organisation_id: int, *, budget: float = BUDGET) -> Delivered:
    """Hand one organisation what is due for it, until nothing is left, it fails, or the seconds are used up."""
    end = time.monotonic() + budget
    done = Delivered()
    with circuit.line_to(organisation_id) as is_ours:
        while is_ours and time.monotonic() < end:
            endpoint = Endpoint.objects.select_related("organisation").get(pk=organisation_id)
            run = _Run(endpoint, end)
            done += run.go()
            if run.broken or not run.passed:
                break
    return done


def hand_over_all() -> Delivered:
    """Every endpoint for which something waits, side by side: a slow one holds up nobody else."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(_in_thread, waiting_endpoints()), Delivered())


def _in_thread(organisation_id: int) -> Delivered:
    try:
        return hand_over(organisation_id)
    except Exception:  # whatever goes wrong with one, the others are served
        log.exception("handing over to organisation %s failed", organisation_id)
        return Delivered()
    finally:
        connection.close()


@dataclass(slots=True)
class _Run:
    """One set of messages for one endpoint. `passed`: something came through, so the endpoint is there."""

    endpoint: Endpoint
    end: float
    passed: bool = False
    broken: bool = False
    doubts: list[Handed] = field(default_factory=list)

    def go(self) -> Delivered:
        taken = self._take()
        if not taken:
            return Delivered()
        left, done = dict(taken), Delivered()
        try:
            for handed in self._handed(taken):
                done += self._note(left.pop(handed.delivery_id), handed)
                if time.monotonic() >= self.end:
                    break
        except EndpointDown as error:
            log.warning("%s takes nothing: %s", self.endpoint.organisation, error)
            self.broken = True
            circuit.broke(self.endpoint, error)
        else:
            done += self._settle_doubts(taken)
        finally:
            self._put_back([*left, *(doubt.delivery_id for doubt in self.doubts)])
        return done + Delivered(put_off=len(left) + len(self.doubts))

    def _take(self) -> dict[int, Delivery]:
        """A broken line is tried with two messages, not with all: the first may be the one that breaks it."""
        limit = DOUBTS if self.endpoint.down_since else TOGETHER
        with transaction.atomic():
            queue.void_overtaken()
            ids = queue.due(queue.TAKE_FOR_ENDPOINT, limit=limit, organisation=self.endpoint.pk)
            Delivery.objects.filter(pk__in=ids).update(
                in_flight_since=clock.now(), attempts=F("attempts") + 1
            )
        found = Delivery.objects.select_related("message", "organisation").in_bulk(ids)
        return {pk: found[pk] for pk in ids}

    def _handed(self, taken: dict[int, Delivery]) -> Iterator[Handed]:
        """What became of each, as it becomes known; one whose envelope cannot be made does not stop the others."""
        shared = Shared.with_(self.endpoint.organisation)
        parcels = []
        for delivery in taken.values():
            try:
                parcels.append(Parcel.of(delivery, shared))
            except Exception as error:
                yield Handed(delivery.pk, error=error)
        if parcels:
            for group in channel_of(self.endpoint)(self.endpoint, shared, parcels):
                yield from group

    def _note(self, delivery: Delivery, handed: Handed) -> Delivered:
        if isinstance(handed.error, Doubtful):
            self.doubts.append(handed)
            if not self.passed and len(self.doubts) >= (REFUSALS if self._refused() else DOUBTS):
                raise EndpointDown(str(handed.error))
            return Delivered()
        if handed.error is not None:
            log.warning("delivery %s to %s failed: %s", delivery.pk, delivery.receiver, handed.error)
            return failed(delivery, handed.error)
        self._got_through()
        now = clock.now()
        # It may stand further already: its receipt can be faster than the answer to our request.
        Delivery.objects.filter(pk=delivery.pk, state="WAITING").update(
            state=handed.state,
            sent_at=now,
            delivered_at=now if handed.state == Delivery.State.DELIVERED else None,
            in_flight_since=None,
            last_error="",
        )
        self._take_receipts(handed)
        return Delivered(sent=1)

    def _got_through(self) -> None:
        if not self.passed:
            self.passed = True
            circuit.holds(self.endpoint)

    def _take_receipts(self, handed: Handed) -> None:
        """Receipts that came with the answer, each signed; what is not is left alone, and asked for when it is late."""
        said = (handed.answer or {}).get("receipts")
        if not isinstance(said, list):
            return
        shared = Shared.with_(self.endpoint.organisation)
        lines = [line for line in said[: signed.MOST] if isinstance(line, dict) and shared.has_signed(line)]
        if lines:
            signed.take_in(lines, sender=self.endpoint.organisation, by=BY, where="answer")

    def _refused(self) -> bool:
        """Does an endpoint that was well until now read our messages and refuse them?"""
        return not self.endpoint.down_since and all(isinstance(one.error, NotTaken) for one in self.doubts)

    def _settle_doubts(self, taken: dict[int, Delivery]) -> Delivered:
        """Others came through, so these failed by themselves; if none did, it is the endpoint that fails."""
        doubts = [(taken[one.delivery_id], one.error) for one in self.doubts if one.error]
        if not doubts:
            return Delivered()
        if not self.passed and not self._refused():
            self.broken = True
            circuit.broke(self.endpoint, doubts[-1][1])
            return Delivered()
        self.doubts = []
        return sum((failed(delivery, error) for delivery, error in doubts), Delivered())

    def _put_back(self, ids: list[int]) -> None:
        """Not tried, or not by their own fault. The doubtful ones go to the end of the queue."""
        Delivery.objects.filter(pk__in=ids, state="WAITING").update(
            in_flight_since=None, attempts=F("attempts") - 1
        )
        doubtful = [doubt.delivery_id for doubt in self.doubts]
        Delivery.objects.filter(pk__in=doubtful, state="WAITING").update(not_before=clock.now())
