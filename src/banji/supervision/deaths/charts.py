"""The pictures of the dashboard as options of ECharts: plain bars and lines, the number on each, colour only for state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from banji.supervision.deaths.board import Board, Line

WAITING, WORKING, DONE, ENDED, LATE = "#8a94a3", "#3b7dd8", "#2f9e5b", "#8fcda8", "#c8423b"
MOST = 12  # bars that fit in one picture; the table holds all

LEGEND = {"top": 0, "left": 0, "itemWidth": 12, "itemHeight": 12}

type Options = dict[str, Any]


def _bar(name: str, values: Sequence[float | None], colour: str, **more: Any) -> Options:
    """What is nothing has no label: ECharts leaves out what has no value."""
    label = {"show": True, "position": "inside" if "stack" in more else "right"}
    shown = [value or None for value in values]
    style = {"itemStyle": {"color": colour}, "label": label, "barMaxWidth": 28}
    return {"type": "bar", "name": name, "data": shown, **style, **more}


def _lying(names: Sequence[str], series: Sequence[Options]) -> Options:
    """Bars from left to right, the first on top."""
    return {
        "animation": False,
        "grid": {"left": 4, "right": 44, "top": 34, "bottom": 4, "containLabel": True},
        "legend": LEGEND,
        "xAxis": {
            "type": "value",
            "minInterval": 1,
            "axisLabel": {"show": False},
            "splitLine": {"show": False},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(names),
            "axisTick": {"show": False},
            "axisLabel": {"width": 120, "overflow": "break"},
        },
        "series": list(series),
    }


def by_unit(board: Board) -> Options:
    """Open suspects of each unit, the overdue ones apart."""
    lines = [line for line in board.units if not line.withheld][:MOST]
    late = [line.values["late"] for line in lines]
    rest = [(line.values["open"] or 0) - (line.values["late"] or 0) for line in lines]
    return _lying(
        [line.name for line in lines],
        [_bar(_("Overdue"), late, LATE, stack="open"), _bar(_("Open, in time"), rest, WORKING, stack="open")],
    )


def by_source(board: Board) -> Options:
    """How long it takes from each source's word to the cancellation."""
    lines: list[Line] = [line for line in board.sources if line.values["lag_p90"] is not None][:MOST]
    return _lying(
        [line.name for line in lines],
        [
            _bar(_("Median, days"), [line.values["lag_median"] for line in lines], WORKING),
            _bar(_("P90, days"), [line.values["lag_p90"] for line in lines], WAITING),
        ],
    )


def by_strength(board: Board) -> Options:
    """Open suspects in each state of the procedure."""
    total = board.strengths[-1]
    counts = [total.values[code] for code, _name in board.states]
    return _lying([name for _code, name in board.states], [_bar(_("Open suspects"), counts, WORKING)])


def by_month(board: Board) -> Options:
    """What was cancelled in each month, and how many were open at its end."""
    months, top = board.months, {"show": True, "position": "top"}

    def column(code: str) -> list[float | None]:
        return [line.values[code] for line in months]

    ended = {"stack": "ended", "barMaxWidth": 56}
    stock = {"type": "line", "name": _("Open at the end"), "data": column("open"), "label": top}
    return {
        "animation": False,
        "grid": {"left": 4, "right": 8, "top": 40, "bottom": 4, "containLabel": True},
        "legend": LEGEND,
        "xAxis": {
            "type": "category",
            "data": [f"{line.first:%Y-%m}" for line in months],
            "axisTick": {"show": False},
        },
        "yAxis": {"type": "value", "minInterval": 1, "splitNumber": 4},
        "series": [
            _bar(_("On declaration"), column("declared"), DONE, **ended),
            _bar(_("Ex officio"), column("ex_officio"), ENDED, **ended),
            stock | {"itemStyle": {"color": WORKING}},
        ],
    }
