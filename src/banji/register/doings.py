"""What may be done about a person or a household, told by the rooms above, so that their pages can offer it.

doings.offer(Doing(_("Divide the household"), "counter:begin_household", HOUSEHOLD, roles, ("divide",)))
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise

from banji.foundation.actors import Actor

PERSON, HOUSEHOLD = "person", "household"
# Begun at the counter, with nobody of the register before the officer yet.
NOBODY, NO_ID = "nobody", UUID(int=0)

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Doing:
    """Something to begin on the page of a person or household. The address of `url_name` takes `arguments`, then the
    id. Those with a lower `order` come first."""

    title: Text
    url_name: str
    about: str
    roles: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    order: int = 50


class Offer(NamedTuple):
    title: Text
    url: str


_doings: dict[tuple[str, str, tuple[str, ...]], Doing] = {}


def offer(*doings: Doing) -> None:
    """Tell, in the `ready` of whoever stands above. The same told again takes the place of the first."""
    for doing in doings:
        _doings[doing.about, doing.url_name, doing.arguments] = doing


def offered(about: str, subject: UUID, by: Actor) -> list[Offer]:
    """What this officer may begin about this person or household."""
    mine = [doing for doing in _doings.values() if doing.about == about and by.role in doing.roles]
    return [
        Offer(doing.title, reverse(doing.url_name, args=[*doing.arguments, subject]))
        for doing in _order(mine)
    ]


def _order(doings: Iterable[Doing]) -> list[Doing]:
    return sorted(doings, key=lambda doing: doing.order)
