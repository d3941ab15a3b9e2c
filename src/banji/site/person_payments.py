"""Lists of payments on which somebody cancelled still stands, for his page: the register does not know them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banji.foundation.actors import Actor
from banji.matters.payments.models import StillPaid
from banji.matters.payments.pages import state_words, tone
from banji.matters.payments.procedure import PROCEDURE
from banji.matters.payments.queries import items_of
from banji.register.related import Related

_PLAIN = _(
    "An office that pays you was told that your registration is cancelled. If you read this, go to your police station"
    " at once: it will be restored, and the office will be told."
)
_ENDED = _("It is finished.")


def payments_about(person_id: UUID, by: Actor) -> Iterator[Related]:
    """The items of a person: to an officer those of his area, to the person himself those of which a payer was told."""
    present = StillPaid.objects.filter(person=person_id, recorded_to=None, told_on__isnull=False)
    items = items_of(by).filter(person=person_id) if by.is_officer else present
    for item in items.select_related("payer"):
        yield _related(item, to_himself=not by.is_officer)


def _related(item: StillPaid, *, to_himself: bool) -> Related:
    plain: str | Promise = ""
    if to_himself:
        plain = _PLAIN if item.is_open else _ENDED
    return Related(
        title=PROCEDURE.title,
        state=state_words(item),
        tone=tone(item),
        office=item.payer.name,
        since=item.recorded_from,
        url="" if to_himself else reverse("payments:item", args=[item.item]),
        due_on=item.due_on if item.is_open and not to_himself else None,
        plain=plain,
    )
