"""How what stands on a revoked event may be settled, as an officer picks it on a page."""

from __future__ import annotations

from datetime import date
from typing import TypedDict
from uuid import UUID

from django.utils.translation import gettext as _

from banji.foundation.code_names import code_choices
from banji.register.operations import Prospect
from banji.register.queries.households import HEAD

AS_BEFORE, TOGETHER = "AS_BEFORE", "TOGETHER"


class Settled(TypedDict):
    """What `operations.revoke` is told."""

    also: tuple[UUID, ...]
    return_as: str


def ways(prospect: Prospect, on: date) -> list[tuple[str, str]]:
    """(code, sentence) pairs: one where nothing stands on it; else revoked together, or back under the new head."""
    if not prospect.standing:
        return [(AS_BEFORE, _("Nothing stands on it: everything is as before."))]
    named = " ".join(each.why for each in prospect.standing)
    offered = [(TOGETHER, _("Revoke these with it: {events}").format(events=named))]
    if all(each.second_head for each in prospect.standing):
        relations = code_choices("relation", on=on)
        offered += [
            (code, _("The new head stays; the person returns as: {relation}").format(relation=name))
            for code, name in relations
            if code != HEAD
        ]
    return offered


def settled(way: str, prospect: Prospect) -> Settled:
    """What the officer picked, for `operations.revoke`."""
    if way == TOGETHER:
        return Settled(also=tuple(each.event.pk for each in prospect.standing), return_as="")
    return Settled(also=(), return_as="" if way == AS_BEFORE else way)
