"""Identity cards in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from banji.register.models import IdCard
from banji.register.queries.axes import is_known

# 居民身份证法 Art 23: first-generation cards ended on this day. Whose only card is one has none (P-34).
FIRST_GENERATION_ENDED = date(2013, 1, 1)


def card_in_force(cards: Iterable[IdCard], valid_on: date, known_at: datetime | None = None) -> IdCard | None:
    """Of a person's cards, as they stand or stood at an instant, the newest that identifies him on that day: in use,
    not expired, of a generation still good."""
    good = [card for card in cards if is_known(card, known_at) and _identifies(card, valid_on)]
    return max(good, key=lambda card: (card.generation, card.issued_on or date.max, card.pk), default=None)


def _identifies(card: IdCard, on: date) -> bool:
    begun = card.issued_on is None or card.issued_on <= on
    expired = card.valid_to is not None and card.valid_to < on
    ended = card.generation == 1 and on >= FIRST_GENERATION_ENDED
    return card.state == IdCard.State.IN_USE and begun and not expired and not ended
