"""Resident identity cards: voided with their holder's death, noted lost, given back with a revoked cancellation."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from banji.audit.acts import Act, act
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.register.locks import lock_person
from banji.register.models import IdCard
from banji.register.operations.writing import after, decides, like


def void_id_card(*, card_id: int, reason: str, by: Actor, lost: bool = False, case_no: str = "") -> IdCard:
    """Void a card that was handed in, or note as lost one that cannot be. Raises `Refused` and `NotFound`."""
    decides(by)
    known = IdCard.objects.filter(pk=card_id).first()
    if known is None:
        raise NotFound(_("There is no such ID card in the register."))
    state = IdCard.State.LOST if lost else IdCard.State.VOIDED
    with act("register.void_id_card", by=by, object_=("person", known.person_id), case_no=case_no) as this:
        lock_person(known.person_id)
        this.about(known.person_id)
        card = IdCard.objects.get(pk=card_id)
        if card.recorded_to is not None or card.state != IdCard.State.IN_USE:
            raise Refused(
                _("This ID card is not in use any more."),
                remedy=_("Open the person again and look at the new state."),
                code="stale",
            )
        after(this, IdCard.objects.filter(pk=card_id))
        this.after = {"state": state.value, "reason": reason}
        return _turn(this, card, state)


def void_cards(this: Act, person_id: UUID) -> list[int]:
    """Void all cards in use of a person, within another act. Returns the ids of the rows closed."""
    cards = list(IdCard.objects.filter(person_id=person_id, recorded_to=None, state=IdCard.State.IN_USE))
    for card in cards:
        _turn(this, card, IdCard.State.VOIDED)
    return [card.pk for card in cards]


def return_cards(this: Act, person_id: UUID, voided_in: UUID) -> list[int]:
    """Put the cards that one act voided, and nobody has touched since, in use again. Returns the new rows' ids."""
    cards = IdCard.objects.filter(
        person_id=person_id, recorded_to=None, state=IdCard.State.VOIDED, recorded_in=voided_in
    )
    return [_turn(this, card, IdCard.State.IN_USE).pk for card in list(cards)]


def _turn(this: Act, card: IdCard, state: IdCard.State) -> IdCard:
    this.close(card)
    turned = like(card, state=state)
    this.add(turned)
    return turned
