"""Who somebody is that is not in the register yet, as his papers say: kept encrypted until he moves in."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from banji.exchange.envelopes import seal, sealing_key, unseal
from banji.matters.migration.models import Mover
from banji.register.operations import Newcomer


def keep(newcomer: Newcomer, person_id: UUID) -> dict[str, Any]:
    """The columns of a mover that hold him."""
    return {"newcomer": seal(asdict(newcomer), place=_place(person_id)), "key_version": sealing_key()}


def newcomer_of(mover: Mover) -> Newcomer | None:
    """None for somebody who is in the register."""
    if mover.newcomer is None:
        return None
    said = unseal(mover.newcomer, place=_place(mover.person_id), key_version=mover.key_version)
    born = date.fromisoformat(said["birth_date"]) if said["birth_date"] else None
    return Newcomer(**(said | {"birth_date": born}))


def _place(person_id: UUID) -> str:
    return f"migration.mover:{person_id}"
