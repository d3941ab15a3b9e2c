"""The pyramid as options of ECharts: men to the left, women to the right."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from banji.register.queries.pyramid import Pyramid
from banji.supervision.population.tables import ages

MEN, WOMEN = "#3b7dd8", "#8a94a3"
_TOP, _BOTTOM, _AGES = 34, 4, 48  # pixels; the ages stand on the left, and as much is left free on the right


def of_pyramid(found: Pyramid) -> dict[str, Any]:
    """Both sides on one scale, the number at each bar."""
    groups = [group for group in found.groups if group.lowest is not None]
    names = [ages(group) for group in groups]
    men, women = [group.male for group in groups], [group.female for group in groups]
    most = max(1, *men, *women)
    return {
        "animation": False,
        "legend": {"top": 0, "left": "center", "itemWidth": 12, "itemHeight": 12},
        "grid": [
            {"left": _AGES, "right": "50%", "top": _TOP, "bottom": _BOTTOM},
            {"left": "50%", "right": _AGES, "top": _TOP, "bottom": _BOTTOM},
        ],
        "xAxis": [_scale(0, most, inverse=True), _scale(1, most)],
        "yAxis": [_ages(0, names, shown=True), _ages(1, names, shown=False)],
        "series": [_side(0, _("Male"), men, MEN, "left"), _side(1, _("Female"), women, WOMEN, "right")],
    }


def _scale(side: int, most: int, *, inverse: bool = False) -> dict[str, Any]:
    """With room for the number beside the longest bar."""
    bare = {"axisLabel": {"show": False}, "splitLine": {"show": False}}
    return {"type": "value", "gridIndex": side, "inverse": inverse, "max": round(most * 1.4) or 1, **bare}


def _ages(side: int, names: list[str], *, shown: bool) -> dict[str, Any]:
    bare = {"axisTick": {"show": False}, "axisLine": {"show": False, "onZero": False}}
    label = {"show": shown, "interval": 0}
    return {"type": "category", "gridIndex": side, "data": names, "axisLabel": label, **bare}


def _side(side: int, name: str, values: list[int], colour: str, end: str) -> dict[str, Any]:
    """What is nothing has no label: ECharts leaves out what has no value."""
    return {
        "type": "bar",
        "name": name,
        "xAxisIndex": side,
        "yAxisIndex": side,
        "data": [value or None for value in values],
        "itemStyle": {"color": colour},
        "label": {"show": True, "position": end},
        "barCategoryGap": "15%",
    }
