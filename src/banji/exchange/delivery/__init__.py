"""Delivering: at least once, in order for each subject and receiver. Nothing is ever dropped (law 5 of the house).

What fails is tried again, later and later. A message that fails by its own fault steps aside after twelve tries and an
alarm is raised; a receiver that cannot be reached uses up no message's tries (`circuit`).

Inside, whatever follows about the same subject waits for a message that stands aside: both ends are ours, and the order
of effects is kept. To a department it passes: a correction must not wait for the message it corrects. If the earlier
one is tried again then, it goes out with its lower `seq`; one that a later message has made void (`undoes` in the
catalogue) is not handed over any more and ends as OVERTAKEN.
"""

from banji.exchange.delivery.counts import Delivered
from banji.exchange.delivery.failing import MOST_ATTEMPTS, aside, pause_after, retry
from banji.exchange.delivery.outside import hand_over, hand_over_all, waiting_endpoints
from banji.exchange.delivery.run import deliver_due, deliver_here

__all__ = [
    "MOST_ATTEMPTS",
    "Delivered",
    "aside",
    "deliver_due",
    "deliver_here",
    "hand_over",
    "hand_over_all",
    "pause_after",
    "retry",
    "waiting_endpoints",
]
