"""Restoring a registration: one that was wrongly cancelled, as if it had never been (公通字〔2021〕12号 Art 38), or one that
was rightly ended and begins again (国办发〔2015〕96号 二(四) to (六)). The number stays the same."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.register.models import RegisterEvent
from banji.register.operations.revocation import revoke
from banji.register.operations.writing import decides

_CANCELLATIONS = (RegisterEvent.Kind.CANCEL_DEATH, RegisterEvent.Kind.CANCEL)


def restore(
    *,
    person_id: UUID,
    revokes: UUID,
    reason: str,
    case_no: str,
    by: Actor,
    also: tuple[UUID, ...] = (),
    return_as: str = "",
) -> RegisterEvent:
    """Revoke one cancellation: what it replaced holds again, as if it had never been; see `revocation.revoke`.

    Other acts before or after it stay as they are, so it need not be the last one. Cards it voided are in use again
    unless noted otherwise since, and a book it voided is opened again. Raises `Refused` and `NotFound`.
    """
    decides(by)
    event = RegisterEvent.objects.filter(pk=revokes, person_id=person_id).first()
    if event is None:
        raise NotFound(_("This person has no such event."))
    if event.kind not in _CANCELLATIONS:
        raise Refused(
            _("Only a cancellation can be revoked by restoring; this event is: {kind}.").format(
                kind=event.get_kind_display()
            ),
            code="not_a_cancellation",
        )
    return revoke(event_id=event.pk, reason=reason, case_no=case_no, by=by, also=also, return_as=return_as)
