"""The filters of the list of cases that only this matter knows: set, strength, source, period, and as of which day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from banji.cases.forms import DayInput
from banji.cases.models import Case
from banji.cases.narrowing import Narrowing
from banji.foundation import clock
from banji.matters.deaths.clearing.facts import Asked, Sql, among
from banji.matters.deaths.clearing.sets import SETS
from banji.matters.deaths.models import DeathSignal
from banji.matters.deaths.procedure import KIND, STATES
from banji.matters.deaths.sources import TITLES

NONE = "NONE"  # in the place of a strength or source: no signal stands on the case


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=lambda: [("", "---------"), *choices()])


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DayInput())


FIELDS: dict[str, forms.Field] = {
    "among": _choice(_("Counted as"), lambda: [(code, one.title) for code, one in SETS.items()]),
    "strength": _choice(
        _("Strongest signal"), lambda: [*DeathSignal.Strength.choices, (NONE, _("no signal stands"))]
    ),
    "source": _choice(_("First source"), lambda: [*TITLES.items(), (NONE, _("no signal stands"))]),
    "stood": _choice(_("State on that day"), lambda: [(state.code, state.title) for state in STATES]),
    "since": _day(_("Counted from")),
    "until": _day(_("Counted to")),
    "on": _day(_("As on the evening of")),
}


def narrow(cases: QuerySet[Case], given: Mapping[str, Any]) -> QuerySet[Case]:
    """The cases that the dashboard counts under the same words."""
    if not any(given.get(name) for name in FIELDS):
        return cases
    on = min(given.get("on") or clock.today(), clock.today())
    asked = Asked.at(on, since=given.get("since"), until=given.get("until"))
    return among(cases, asked, list(_conditions(given)))


def _conditions(given: Mapping[str, Any]) -> list[Sql]:
    found: list[Sql] = [(SETS[given["among"]].where, [])] if given.get("among") else []
    for name, column in (("strength", "strength"), ("source", "source"), ("stood", "state")):
        if value := given.get(name):
            found.append((f"{column} = %s", ["" if value == NONE else value]))
    return found


NARROWING = Narrowing(KIND, FIELDS, narrow)
