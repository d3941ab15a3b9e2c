"""A list's description as a feed of the exchange."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from banji.departments.lists import reading
from banji.departments.lists.reasons import REASONS
from banji.departments.lists.shape import Shape
from banji.exchange import feeds, reasons
from banji.exchange.feeds import Feed
from banji.exchange.tables.reasons import REASONS as FILE_REASONS
from banji.files.kinds import CSV, XLS, XLSX
from banji.reconciliation.tasks import match_soon
from banji.words import Words

SHEETS = frozenset({XLSX, XLS, CSV})


def list_feed(
    code: str, title: Words, shape: Shape, *, template: Path, accept: frozenset[str] = SHEETS
) -> Feed:
    """A feed whose rows are read by `shape` and then matched with the register."""
    return Feed(
        code=code,
        title=title,
        read=partial(reading.read, shape),
        after_read=match_soon,
        template=template,
        accept=accept,
        columns=shape.titles,
    )


def register(feed: Feed) -> None:
    """Make a feed and the sentences of its reasons known; a department calls it at start-up."""
    feeds.register(feed)
    reasons.register(FILE_REASONS | REASONS)
