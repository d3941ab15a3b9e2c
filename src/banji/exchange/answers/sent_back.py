"""What a department sent back is looked at by an officer: told again as the register stands now, or closed with a reason.

The room that told a message may know how to say it anew:

    renew("HUKOU_CANCELLED", function)   # function(subject_ref, payload as it was told) -> payload as it is now
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banji.audit.acts import Act, act
from banji.exchange import catalogue
from banji.exchange.channels import opened
from banji.exchange.models import Delivery, Message
from banji.exchange.outbox import Telling, tell_all
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused

type Renewal = Callable[[str, dict[str, Any]], dict[str, Any]]

_RENEWALS: dict[str, Renewal] = {}
TOLD_AGAIN = "TOLD_AGAIN"


def renew(type_: str, function: Renewal) -> None:
    """Let a room say what a message of this type holds now. Called at start-up."""
    _RENEWALS[type_] = function


def open_() -> QuerySet[Delivery]:
    """What was sent back and not looked at yet."""
    found = Delivery.objects.filter(state=Delivery.State.REJECTED, closed_at=None, organisation__isnull=False)
    return found.select_related("message", "organisation")


def close(delivery_id: int, *, reason: str, by: Actor) -> None:
    """Nothing more is to be done about it. Refused without a reason."""
    if not reason.strip():
        raise Refused(_("Say what was found."))
    with act("exchange.close_sent_back", by=by, object_=("delivery", delivery_id)) as this:
        _close(delivery_id, reason.strip()[:2000], this)


def tell_again(delivery_id: int, *, by: Actor) -> Message:
    """Tell this receiver again, by a message that replaces the one it sent back."""
    with act("exchange.tell_again", by=by, object_=("delivery", delivery_id)) as this:
        delivery = _close(delivery_id, TOLD_AGAIN, this)
        old = delivery.message
        _not_void(old)
        payload = opened(old)
        if not payload or delivery.organisation is None:
            raise Refused(
                _("What was told is not kept any more."), remedy=_("Close it with a reason."), code="purged"
            )
        if renewal := _RENEWALS.get(old.type):
            payload = renewal(old.subject_ref, payload)
        telling = Telling(
            subject_ref=old.subject_ref,
            order_key=old.order_key,
            payload=payload,
            case_no=old.case_no,
            to=[delivery.organisation],
            only=catalogue.OUT,
            replaces=old,
        )
        return tell_all(old.type, [telling], by=by, this=this)[0]


def _not_void(message: Message) -> None:
    """A cancellation that was revoked since must not be told again."""
    undoing = [later for undone, later in catalogue.undoing() if undone == message.type]
    after = Message.objects.filter(order_key=message.order_key, seq__gt=message.seq)
    if after.filter(type__in=undoing).exists():
        raise Refused(
            _("A later message has made this one void."), remedy=_("Close it with a reason."), code="void"
        )


def _close(delivery_id: int, closing: str, this: Act) -> Delivery:
    delivery = open_().select_for_update(of=("self",)).filter(pk=delivery_id).first()
    if delivery is None:
        raise NotFound(_("This was not sent back, or somebody has looked at it already."))
    delivery.closed_at, delivery.closing = this.now, closing
    delivery.save(update_fields=["closed_at", "closing"])
    this.case_no, this.after = delivery.message.case_no, {"closing": closing}
    return delivery
