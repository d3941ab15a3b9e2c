"""What may be done about a person or a household, told by the rooms above, so that their pages can offer it.

doings.offer(Doing(_("Divide the household"), "counter:begin_household", HOUSEHOLD, roles, ("divide",)))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise

from banji.foundation.actors import Actor
from banji.register.hindrances import Check, none

PERSON, HOUSEHOLD = "person", "household"
# Begun at the counter, with nobody of the register before the officer yet.
NOBODY, NO_ID = "nobody", UUID(int=0)

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Doing:
    """Something to begin on the page of a person or household. The address of `url_name` takes `arguments`, then the
    id; `stated` is what its form begins with. Those with a lower `order` come first. `hinders` says why it cannot be
    begun as things stand."""

    title: Text
    url_name: str
    about: str
    roles: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    order: int = 50
    stated: tuple[tuple[str, str], ...] = ()
    hinders: Check = none


class Offer(NamedTuple):
    """`why`: the reason, with its article, for which it cannot be begun; empty where it can."""

    title: Text
    url: str
    why: str = ""


_doings: dict[tuple[object, ...], Doing] = {}


def offer(*doings: Doing) -> None:
    """Tell, in the `ready` of whoever stands above. The same told again takes the place of the first."""
    for doing in doings:
        _doings[doing.about, doing.url_name, doing.arguments, doing.stated] = doing


def offered(
    about: str, subject: UUID, by: Actor, *, standing: Any = None, terms: Mapping[str, str] | None = None
) -> list[Offer]:
    """What this officer may begin about this person or household, and what he may not now. `standing` is how they stand
    (see `hindrances`); `terms` go into each address."""
    mine = [doing for doing in _doings.values() if doing.about == about and by.role in doing.roles]
    found = [(doing, doing.hinders(standing)) for doing in _order(mine)]
    return [
        Offer(doing.title, _address(doing, subject, terms or {}), str(hindered or ""))
        for doing, hindered in found
        if not (hindered and hindered.never)
    ]


def _address(doing: Doing, subject: UUID, terms: Mapping[str, str]) -> str:
    said = urlencode({**terms, **dict(doing.stated)})
    address = reverse(doing.url_name, args=[*doing.arguments, subject])
    return f"{address}?{said}" if said else address


def _order(doings: Iterable[Doing]) -> list[Doing]:
    return sorted(doings, key=lambda doing: doing.order)
