"""What an event does: the operation of the register that the counter's own pages use, with the same checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from banji.api import shapes
from banji.api.auth import Asking
from banji.api.carrying_out import births, households, moves, persons
from banji.api.carrying_out.common import Doing, Done
from banji.api.decided import officer_of
from banji.audit.acts import Act

_DO: dict[type[Any], Callable[[Any, Doing], Done]] = {
    shapes.Birth: births.birth,
    shapes.MoveIn: moves.move_in,
    shapes.MoveOut: moves.move_out,
    shapes.MoveWithin: moves.move_within,
    shapes.Divide: households.divide,
    shapes.Merge: households.merge,
    shapes.ChooseHead: households.choose_head,
    shapes.Change: persons.change,
    shapes.SeenAlive: persons.seen_alive,
}


def carry_out(event: shapes.Event, this: Asking, entry: Act) -> Done:
    """Do it, and say what was done. Raises `Refused`, `NotFound` and `Asked` as the operation does."""
    if isinstance(event, shapes.DeathReported):
        done = persons.death_reported(event, this)
    else:
        done = _DO[type(event)](event, Doing(this, officer_of(event.decided_by, this), entry))
    return {"kind": event.kind, "events": [], "report": None, **done}
