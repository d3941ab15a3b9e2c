"""The four numbers on top: how much, whether it grows, and what makes it worse."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banji.supervision.deaths.board import Board, Line
from banji.supervision.indicators.indicator import Figure
from banji.web.words import thousands


@dataclass(frozen=True, slots=True)
class Headline:
    """`before` is the trend and `worse` what weighs most, both in words; the number opens `url`."""

    figure: Figure
    url: str
    tone: str
    text: str
    before: str
    worse: str
    worse_url: str = ""


def headlines(board: Board) -> list[Headline]:
    return [_open(board), _late(board), _cancelled(board), _lag(board)]


def _open(board: Board) -> Headline:
    shown, ends = board.shown("open"), board.months
    before = _stock(board, "open")
    most, url = _most(board, "open")
    new = ends[-1].values["opened"] or 0
    said = ngettext("%(n)s new this month", "%(n)s new this month", new) % {"n": thousands(new)}
    return Headline(
        shown.figure, shown.url, "working", thousands(shown.figure.value), f"{before} · {said}", most, url
    )


def _late(board: Board) -> Headline:
    shown = board.shown("late")
    most, url = _most(board, "late")
    tone = "overdue" if shown.figure.value else "done"
    return Headline(
        shown.figure, shown.url, tone, thousands(shown.figure.value), _stock(board, "late"), most, url
    )


def _cancelled(board: Board) -> Headline:
    shown = board.shown("cancelled")
    this, last = (
        (line.values["declared"] or 0) + (line.values["ex_officio"] or 0) for line in board.months[:-3:-1]
    )
    before = _("this month %(this)s, last month %(last)s") % {
        "this": thousands(this),
        "last": thousands(last),
    }
    ways = _("%(declared)s on declaration, %(ex_officio)s ex officio") % {
        "declared": thousands(board.tally.total["declared"]),
        "ex_officio": thousands(board.tally.total["ex_officio"]),
    }
    return Headline(shown.figure, shown.url, "done", thousands(shown.figure.value), before, ways)


def _lag(board: Board) -> Headline:
    shown, tail = board.shown("lag_median"), board.shown("lag_p90").figure
    this, last = (line.values["lag_median"] for line in board.months[:-3:-1])
    before = _("this month %(this)s, last month %(last)s") % {
        "this": thousands(this),
        "last": thousands(last),
    }
    slowest = max(
        (line for line in board.sources if line.values["lag_median"] is not None),
        key=lambda line: line.values["lag_median"] or 0,
        default=None,
    )
    worse = _slowest(slowest) if slowest else _("Nothing was cancelled after a signal A or B in this period.")
    days = _("%(median)s days") % {"median": thousands(shown.figure.value)}
    p90 = _("nine of ten within %(days)s days") % {"days": thousands(tail.value)}
    return Headline(
        shown.figure, shown.url, "working", days, f"{p90} · {before}" if tail.value is not None else before, worse,
        slowest.urls.get("lag_median", "") if slowest else "",
    )  # fmt: skip


def _slowest(line: Line) -> str:
    return _("Slowest: %(source)s, %(days)s days") % {
        "source": line.name, "days": thousands(line.values["lag_median"]),
    }  # fmt: skip


def _stock(board: Board, code: str) -> str:
    """Against the end of last month."""
    now, before = (line.values[code] or 0 for line in board.months[:-3:-1])
    if now == before:
        return _("as many as at the end of last month")
    more = _("%(n)s more than at the end of last month")
    fewer = _("%(n)s fewer than at the end of last month")
    return (more if now > before else fewer) % {"n": thousands(abs(now - before))}


def _most(board: Board, code: str) -> tuple[str, str]:
    """The unit or, where there is one only, the source that has most of them."""
    lines = board.units if len(board.units) > 1 else board.sources
    worst = max(lines, key=lambda line: line.values[code] or 0, default=None)
    count = worst.values[code] if worst else 0
    if not worst or not count:
        return "", ""
    return _("Most: %(name)s, %(n)s") % {"name": worst.name, "n": thousands(count)}, worst.urls.get(code, "")
