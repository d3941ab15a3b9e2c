"""A move begun on the page of the household they join: where to is not asked, and it has its head."""

from __future__ import annotations

from typing import Any

from banji.matters.migration.forms.from_outside import MoveInForm
from banji.matters.migration.forms.parts import RELATION, Destination
from banji.matters.migration.forms.residents import MoveHereForm


class Joining(Destination):
    home = None  # type: ignore[assignment]
    seat = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        household = self.subject.household
        return super().clean() | {"home": household.household_id if household else None, "seat": None}


class JoinFromCityForm(Joining, MoveHereForm):
    """A family of the city, found by its book."""


class JoinFromOutsideForm(Joining, MoveInForm):
    """Whoever comes from outside the city."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name.startswith(RELATION):
                field.initial = ""
