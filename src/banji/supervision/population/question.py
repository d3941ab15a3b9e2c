"""What is asked: of which area, on which day or for which month, as known when."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.addresses.placing import Unit
from banji.cases.forms import DayInput
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.register.pages.moments import KnownField
from banji.supervision.population.areas import Areas


class DayForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("As on the evening of"), required=False, widget=DayInput())
    known_at = KnownField()

    def clean_on(self) -> date:
        return _not_to_come(self.cleaned_data["on"])


class MonthForm(forms.Form):
    month = forms.DateField(
        label=gettext_lazy("Month"),
        required=False,
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month", "placeholder": "2017-06"}, format="%Y-%m"),
    )
    known_at = KnownField()

    def clean_month(self) -> date:
        return _not_to_come(self.cleaned_data["month"]).replace(day=1)


def _not_to_come(day: date | None) -> date:
    today = clock.today()
    if day and day > today:
        raise forms.ValidationError(_("This day has not come yet: choose today or an earlier day."))
    return day or today


@dataclass(frozen=True, slots=True)
class Question:
    """A checked question. What makes no sense falls back to today; the form says what was wrong."""

    areas: Areas
    area: Unit
    known_at: datetime | None
    form: forms.Form

    @property
    def asked(self) -> dict[str, Any]:
        """The parts of this question that every page has."""
        known_at = self.known_at.astimezone(clock.CITY_TIME) if self.known_at else None
        return {"area": self.area.id, "known_at": f"{known_at:%Y-%m-%dT%H:%M:%S.%f}" if known_at else ""}

    def query(self, **other: object) -> str:
        """This question as a query string, with other values for some of its parts."""
        return urlencode({n: value for n, value in (self.asked | self.when | other).items() if value})

    @property
    def when(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True, slots=True)
class DayQuestion(Question):
    on: date

    @classmethod
    def of(cls, given: Any, by: Actor) -> Self:
        """Raises `NotFound` for an area that is not wholly the reader's."""
        form, areas, area = _asked(DayForm, given, by)
        on = form.cleaned_data.get("on") or clock.today()
        return cls(areas, area, form.cleaned_data.get("known_at"), form, on)

    @property
    def when(self) -> dict[str, Any]:
        return {"on": self.on}


@dataclass(frozen=True, slots=True)
class MonthQuestion(Question):
    first: date

    @classmethod
    def of(cls, given: Any, by: Actor) -> Self:
        """Raises `NotFound` for an area that is not wholly the reader's."""
        form, areas, area = _asked(MonthForm, given, by)
        first = form.cleaned_data.get("month") or clock.today().replace(day=1)
        return cls(areas, area, form.cleaned_data.get("known_at"), form, first)

    @property
    def eve(self) -> date:
        return self.first - timedelta(days=1)

    @property
    def last(self) -> date:
        """The month's last day; today, while it goes on."""
        end = self.first.replace(day=monthrange(self.first.year, self.first.month)[1])
        return min(end, clock.today())

    @property
    def when(self) -> dict[str, Any]:
        return {"month": f"{self.first:%Y-%m}"}

    def other(self, months: int) -> str:
        """The month so many before or after, empty where it has not come."""
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + months, 12)
        first = date(year, month + 1, 1)
        return f"{first:%Y-%m}" if first <= clock.today() else ""


def _asked[F: forms.Form](form_class: type[F], given: Any, by: Actor) -> tuple[F, Areas, Unit]:
    form = form_class(given)
    form.full_clean()
    areas = Areas(by, clock.today())
    return form, areas, areas.chosen(given.get("area", ""))
