"""Pages of the rooms above about a village or a door. They offer them here, so that a page about a place can lead there
without knowing them.

further.offer(_("Who is registered here"), village="register:village_residents", …)     # in the `ready` of a room above
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from banji.foundation.actors import Actor


@dataclass(frozen=True, slots=True)
class Offer:
    """A page whose address is made of the id of a village or the code of a door; for officers of these roles."""

    title: str | Promise
    village: str
    door: str
    roles: frozenset[str]

    def of_village(self, village_id: int) -> str:
        return reverse(self.village, args=[village_id])

    def of_door(self, code: str) -> str:
        return reverse(self.door, args=[code])


_offers: list[Offer] = []


def offer(title: str | Promise, *, village: str, door: str, roles: Iterable[str]) -> None:
    _offers.append(Offer(title, village, door, frozenset(map(str, roles))))


def offers_to(by: Actor) -> list[Offer]:
    return [one for one in _offers if by.role in one.roles]
