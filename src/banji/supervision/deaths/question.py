"""What is asked: on which evening, for which period, of which unit; and the address of the list behind a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.models import Organisation
from banji.cases.forms import DayInput
from banji.cases.models import Case
from banji.cases.scope import cases_of
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.matters.deaths.clearing.facts import Asked
from banji.matters.deaths.clearing.sets import SETS
from banji.matters.deaths.procedure import KIND

YEAR = "year"
PERIODS = (
    ("month", gettext_lazy("this month")),
    ("quarter", gettext_lazy("this quarter")),
    (YEAR, gettext_lazy("this year")),
    ("ever", gettext_lazy("since the beginning")),
)


class QuestionForm(forms.Form):
    """The few things a leader may choose."""

    on = forms.DateField(label=gettext_lazy("As on the evening of"), required=False, widget=DayInput())
    period = forms.ChoiceField(label=gettext_lazy("Counted in the period"), required=False, choices=PERIODS)
    outside = forms.BooleanField(
        label=gettext_lazy("To hand outside: nothing resting on fewer than 5"), required=False
    )

    def clean_on(self) -> date:
        on: date | None = self.cleaned_data["on"]
        if on and on > clock.today():
            raise forms.ValidationError(_("This day has not come yet: choose today or an earlier day."))
        return on or clock.today()


@dataclass(frozen=True, slots=True)
class Question:
    """A checked question; `cases` are those the reader may see, of the unit asked for."""

    on: date
    period: str
    outside: bool
    unit: Organisation | None
    cases: QuerySet[Case]
    form: QuestionForm

    @property
    def asked(self) -> Asked:
        return Asked.at(self.on, since=self.since)

    @property
    def since(self) -> date | None:
        """The first day of the period; None: since the beginning."""
        first = {"month": self.on.month, "quarter": (self.on.month - 1) // 3 * 3 + 1, YEAR: 1}.get(
            self.period
        )
        return date(self.on.year, first, 1) if first else None

    def query(self, **other: object) -> str:
        """This question as a query string, with other values for some of its parts."""
        asked: dict[str, Any] = {
            "on": self.on,
            "period": self.period,
            "unit": self.unit.pk if self.unit else "",
            "outside": "on" if self.outside else "",
        } | other
        return urlencode({name: value for name, value in asked.items() if value})

    def list_url(self, among: str, **narrower: object) -> str:
        """The list of the cases that a number counts; outside readers are given no lists."""
        if self.outside:
            return ""
        given: dict[str, object] = {"kind": KIND, "among": among, "on": self.on}
        if SETS[among].in_period:
            given |= {"since": self.since, "until": self.on}
        if self.unit:
            given["station" if self.unit.kind == Organisation.Kind.POLICE_STATION else "bureau"] = (
                self.unit.pk
            )
        return f"{reverse('cases:cases')}?{urlencode({k: v for k, v in (given | narrower).items() if v})}"


def question(given: Any, by: Actor) -> Question:
    """Read a query string. What makes no sense falls back to today; the form says what was wrong.

    Raises `NotFound` for a unit that has no case within the reader's reach.
    """
    form = QuestionForm({"period": YEAR} | {name: given[name] for name in given})
    form.full_clean()
    chosen = form.cleaned_data
    cases, unit = _unit(given.get("unit", ""), cases_of(by))
    on = chosen.get("on") or clock.today()
    return Question(on, chosen.get("period") or YEAR, bool(chosen.get("outside")), unit, cases, form)


def _unit(pk: str, cases: QuerySet[Case]) -> tuple[QuerySet[Case], Organisation | None]:
    if not pk:
        return cases, None
    within = Q(pk__in=cases.values("station")) | Q(pk__in=cases.values("station__parent"))
    unit = Organisation.objects.filter(within, pk=pk).first() if pk.isdigit() else None
    if unit is None:
        raise NotFound(_("There is no such unit in your area."))
    return cases.filter(Q(station=unit) | Q(station__parent=unit)), unit
