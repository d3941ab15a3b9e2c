"""One run of the delivery."""

from __future__ import annotations

from banji.audit.acts import act
from banji.exchange.delivery import queue
from banji.exchange.delivery.counts import Delivered
from banji.exchange.delivery.failing import BY
from banji.exchange.delivery.inside import deliver_inside
from banji.exchange.delivery.outside import hand_over, waiting_endpoints
from banji.exchange.delivery.pages import deliver_to_pages


def deliver_here(limit: int = 10_000) -> Delivered:
    """Deliver what is due inside and to the inboxes on the platform, `limit` at most: nobody outside is waited for.

    Reactions may tell further things; these are delivered in the same run.
    """
    queue.void_overtaken()
    done = Delivered()
    while done.tried < limit:
        round_ = deliver_inside(limit - done.tried)
        round_ += deliver_to_pages(limit - done.tried - round_.tried)
        if not round_.tried:
            break
        done += round_
    _record(done)
    return done


def deliver_due(limit: int = 10_000) -> Delivered:
    """Deliver everything that is due, to the systems of departments one after the other."""
    done = deliver_here(limit)
    handed = sum((hand_over(organisation) for organisation in waiting_endpoints()), Delivered())
    _record(handed)
    return done + handed


def _record(done: Delivered) -> None:
    if done.tried:
        with act("exchange.deliver", by=BY) as this:
            this.after = {
                "processed": done.processed,
                "sent": done.sent,
                "failed": done.failed,
                "aside": done.aside,
            }
