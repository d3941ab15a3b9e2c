"""Which rooms answer to which messages. A reaction runs in the transaction that marks its message as processed.

    react_to("DEATH_CREMATION", name="deaths", function=on_death_message)

It must bear being called twice with the same message, and it may refuse: then the message is tried again later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Inside:
    """A message as a reaction sees it."""

    id: UUID
    type: str
    subject_ref: str
    payload: dict[str, Any]
    case_no: str
    created_at: datetime
    # The message of ours that a department's answer belongs to.
    reply_to: UUID | None = None


type Reaction = Callable[[Inside], object]

_REACTIONS: dict[str, dict[str, Reaction]] = defaultdict(dict)


def react_to(type_: str, *, name: str, function: Reaction) -> None:
    """Let `name` (a room) answer to every message of a type. Called at start-up; the same again changes nothing."""
    if _REACTIONS[type_].setdefault(name, function) is not function:
        raise ValueError(f"{name} already reacts to {type_} by another function")


def names_for(type_: str) -> tuple[str, ...]:
    """The rooms that answer to a type, in the order they declared it."""
    return tuple(_REACTIONS.get(type_, ()))


def reaction(type_: str, name: str) -> Reaction | None:
    return _REACTIONS.get(type_, {}).get(name)


def forget(type_: str, name: str) -> None:
    """Undo `react_to`; for tests."""
    _REACTIONS.get(type_, {}).pop(name, None)
