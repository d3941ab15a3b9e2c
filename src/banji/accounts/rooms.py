"""The left-hand rooms of a role: each room of the house adds its own, in `apps.ready`.

register_room(Role.CLERK, _("Lists received"), "exchange:batches", icon="inbox", order=30)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from banji.foundation.actors import Actor

CITIZEN = "CITIZEN"  # in the place of a role: the rooms of a citizen

# A query of this actor and of the villages he answers for today, and of nothing else: it is kept for the next page.
type Waiting = Callable[[Actor], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Wing:
    """Rooms that belong together: one entry on the left, and tabs on their pages."""

    title: str | Promise
    icon: str = "list"


@dataclass(frozen=True, slots=True)
class Room:
    """An entry on the left, or a tab of its wing's. `waiting` is what waits there: counted on each page, all rooms in
    one statement."""

    title: str | Promise
    url_name: str
    icon: str = "list"
    order: int = 50
    waiting: Waiting | None = None
    wing: Wing | None = None

    @property
    def url(self) -> str:
        return reverse(self.url_name)


MINE = Room(gettext_lazy("My posts and leave"), "mfa_index", "user")

_rooms: dict[str, dict[str, Room]] = {}


def register_room(
    role: str | Iterable[str],
    title: str | Promise,
    url_name: str,
    *,
    icon: str = "list",
    order: int = 50,
    waiting: Waiting | None = None,
    wing: Wing | None = None,
) -> None:
    """Give one role or several a room. The same page registered again takes the place of the first."""
    for one in [role] if isinstance(role, str) else role:
        _rooms.setdefault(str(one), {})[url_name] = Room(title, url_name, icon, order, waiting, wing)


def rooms_of(actor: Actor | None) -> list[Room]:
    """The rooms of an actor's role, in their order."""
    if actor is None:
        return []
    role = actor.role if actor.is_officer else CITIZEN
    return sorted(_rooms.get(role, {}).values(), key=lambda room: (room.order, room.url_name))


def entries_of(rooms: Iterable[Room]) -> list[list[Room]]:
    """The entries on the left: the rooms of a wing together, where the first of them stands."""
    entries: dict[object, list[Room]] = {}
    for room in rooms:
        entries.setdefault(room.wing or room, []).append(room)
    return list(entries.values())
