"""Identity cards in force."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from banji.register.models import IdCard
from banji.register.queries.axes import known

# 居民身份证法 Art 23: first-generation cards ended on this day. Whose only card is one has none (P-34).
FIRST_GENERATION_ENDED = date(2013, 1, 1)


def card_in_force(person_id: UUID, valid_on: date, known_at: datetime | None = None) -> IdCard | None:
    """The newest card that identifies its holder on that day: in use, not expired, of a generation still good."""
    cards = known(IdCard.objects.filter(person_id=person_id), known_at).filter(
        Q(issued_on=None) | Q(issued_on__lte=valid_on),
        Q(valid_to=None) | Q(valid_to__gte=valid_on),
        state=IdCard.State.IN_USE,
    )
    if valid_on >= FIRST_GENERATION_ENDED:
        cards = cards.exclude(generation=1)
    return cards.order_by("generation", "issued_on").last()
