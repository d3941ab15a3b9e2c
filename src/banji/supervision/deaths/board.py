"""The numbers of the dashboard, each with its list: headlines, groups of figures, breakdowns and months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.matters.deaths.clearing.tally import Month, Tally, Values, months, tally
from banji.matters.deaths.models import DeathSignal
from banji.matters.deaths.procedure import ANY_OPEN, STATES
from banji.matters.deaths.sources import title as source_title
from banji.supervision.deaths.question import Question
from banji.supervision.indicators.deaths import BY_CODE
from banji.supervision.indicators.indicator import FEWEST, Figure, figure

MONTHS = 13
# The figures below the headlines, by what they are about.
NOTICES = ("noticed", "to_serve", "running", "running_out", "decide_late")
ENDINGS = ("opened", "declared", "ex_officio", "alive", "no_match", "already", "revoked")
RATES = ("lag_median", "lag_p90", "death_median", "within_30", "alive_share", "revoked_share")
LATE = ("decide_late", "verify_late", "serve_late", "held")
# The columns of a breakdown.
COLUMNS = ("all", "open", "late", "opened", "cancelled", "lag_median", "lag_p90", "within_30")


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure and the address of the list it opens."""

    figure: Figure
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a breakdown; `down` opens the same page for this unit alone."""

    code: str
    name: str
    values: Mapping[str, float | None]
    urls: Mapping[str, str]
    down: str = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month: what was opened and cancelled in it, the median lag, and the stock at its end."""

    first: date
    values: Mapping[str, int | None]
    urls: Mapping[str, str] = field(default_factory=dict)


class Board:
    """Everything on the page, from two statements and the names of the units."""

    def __init__(self, asked: Question) -> None:
        self.question = asked
        self.tally: Tally = tally(asked.cases, asked.asked)
        self._months: list[Month] = months(asked.cases, asked.asked, MONTHS)

    def shown(self, code: str) -> Shown:
        """One indicator for the whole area asked for."""
        found = figure(BY_CODE[code], self.tally.total, outside=self.question.outside)
        return Shown(found, "" if found.withheld else self.question.list_url(found.indicator.of))

    @cached_property
    def units(self) -> list[Line]:
        """By bureau where the reader has several, else by station; one level down for a unit asked for."""
        stations = self.tally.by("bureau_id", "station_id")
        bureaus = {bureau for bureau, _station in stations}
        if self.question.unit is None and len(bureaus) > 1:
            found = {("bureau", key[0]): v for key, v in self.tally.by("bureau_id").items() if key[0]}
            found |= {("station", s): v for (bureau, s), v in stations.items() if bureau is None}
        else:
            found = {("station", station): v for (_bureau, station), v in stations.items()}
        names = Organisation.objects.in_bulk([unit for _kind, unit in found])
        lines = [
            self._line(
                str(unit), names[unit].name, values, down=self.question.query(unit=unit), **{kind: unit}
            )
            for (kind, unit), values in found.items()
        ]
        return withhold(
            sorted(lines, key=lambda line: (-(line.values["late"] or 0), line.name)), self.question.outside
        )

    @cached_property
    def sources(self) -> list[Line]:
        """By who spoke first on a case."""
        lines = [
            self._line(
                code, source_title(code) if code else _("no signal stands"), values, source=code or "NONE"
            )
            for (code,), values in self.tally.by("source").items()
        ]
        return withhold(
            sorted(lines, key=lambda line: (-(line.values["all"] or 0), line.name)), self.question.outside
        )

    @cached_property
    def strengths(self) -> list[Line]:
        """Open suspects by strength of signal: a line each, a column for each open state."""
        found = self.tally.by("strength", "state")
        lines = []
        for strength, name in (*DeathSignal.Strength.choices, ("", _("no signal stands"))):
            counts = {s: (found.get((strength, s)) or {}).get("open") or 0 for s in ANY_OPEN}
            if not strength and not any(counts.values()):
                continue
            narrow = {"strength": strength or "NONE"}
            urls = {s: self.question.list_url("open", stood=s, **narrow) for s in ANY_OPEN}
            urls["open"] = self.question.list_url("open", **narrow)
            lines.append(Line(strength, str(name), counts | {"open": sum(counts.values())}, urls))
        counted = {s: sum(line.values[s] or 0 for line in lines) for s in ANY_OPEN}
        urls = {s: self.question.list_url("open", stood=s) for s in ANY_OPEN} | {
            "open": self.question.list_url("open")
        }
        lines.append(Line("all", _("all together"), counted | {"open": self.tally.total["open"]}, urls))
        return lines

    @cached_property
    def states(self) -> list[tuple[str, str]]:
        """The open states, code and name, in the order of the procedure."""
        return [(state.code, str(state.title)) for state in STATES if state.code in ANY_OPEN]

    @cached_property
    def months(self) -> list[MonthLine]:
        """The last thirteen months, the oldest first; the last one up to the day asked for.

        Months before anything was counted are left out, except last month.
        """
        began = next((n for n, month in enumerate(self._months) if month.opened or month.open), MONTHS)
        return [self._month(month) for month in self._months[min(began, MONTHS - 2) :]]

    def _month(self, month: Month) -> MonthLine:
        ends = self.tally.by("month").get((month.first,), {})
        last = min((month.first + timedelta(days=31)).replace(day=1) - timedelta(days=1), self.question.on)
        values: Values = {
            "opened": month.opened,
            "declared": ends.get("ever_declared") or 0,
            "ex_officio": ends.get("ever_ex_officio") or 0,
            "lag_median": ends.get("ever_lag_median"),
            "open": month.open,
            "late": month.late,
        }
        if self.question.outside and (values["declared"] or 0) + (values["ex_officio"] or 0) < FEWEST:
            values["lag_median"] = None
        flow = {"since": month.first, "until": last}
        urls = {code: self.question.list_url(code, **flow) for code in ("opened", "declared", "ex_officio")}
        urls["lag_median"] = self.question.list_url("lagged", **flow)
        urls |= {code: self.question.list_url(code, on=last) for code in ("open", "late")}
        return MonthLine(month.first, values, urls)

    def _line(self, code: str, name: str, values: Values, *, down: str = "", **narrower: object) -> Line:
        numbers: dict[str, float | None] = {}
        urls: dict[str, str] = {}
        for column in COLUMNS:
            if column == "all":
                numbers[column], of = values["all"], "all"
            else:
                found = figure(BY_CODE[column], values, outside=self.question.outside)
                numbers[column], of = found.value, found.indicator.of
            urls[column] = self.question.list_url(of, **narrower)
        return Line(code, name, numbers, urls, down)


def withhold(lines: list[Line], outside: bool) -> list[Line]:
    """For outside readers: lines of fewer than five cases say nothing, and neither does the next larger one where
    a single line could be found out from the total."""
    small = [line for line in lines if 0 < (line.values["all"] or 0) < FEWEST]
    if not outside or not small:
        return lines
    if len(small) == 1 and len(lines) > 1:
        others = [line for line in lines if line is not small[0]]
        small.append(min(others, key=lambda line: line.values["all"] or 0))
    nothing: dict[str, float | None] = dict.fromkeys(COLUMNS)
    return [
        Line(line.code, line.name, nothing, {}, line.down, withheld=True) if line in small else line
        for line in lines
    ]
