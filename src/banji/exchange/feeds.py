"""The lists that departments hand in: each department's room registers how its file is read and what follows.

A reader turns a file into rows and never guesses: what it cannot read it says, row by row, with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import UUID

from banji.foundation.errors import Refused
from banji.words import Words

if TYPE_CHECKING:
    from banji.audit.acts import Act
    from banji.exchange.models import Batch
    from banji.foundation.actors import Actor


class UnreadableList(ValueError):
    """Nothing of the file can be taken. `code` is a reason of `exchange.reasons`, `given` fills its sentence."""

    def __init__(self, code: str, **given: Any) -> None:
        super().__init__(code)
        self.code = code
        self.given = given


class ReadRow(NamedTuple):
    """One row: where it stands in the sheet (from 1), its cells as sent, and cleaned.

    `problem`: code of the reason why it cannot go on ('' = it can), with `given` for the sentence. `notes`: codes of
    what was noticed and does not stop it.
    """

    row_no: int
    cells: dict[str, str]
    clean: dict[str, str]
    problem: str = ""
    given: dict[str, Any] = {}
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a file. `lines` are those that are no rows: {"blank": 3, "title": 2, "total": 1 …}."""

    rows: Iterable[ReadRow]
    count: int
    sheet: str = ""
    header_row: int = 0
    headings: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


class OnRead(Protocol):
    """What else belongs to the end of a reading, in the same transaction."""

    def __call__(self, batch: Batch, *, by: Actor, this: Act) -> object: ...


@dataclass(frozen=True, slots=True)
class Feed:
    """One kind of list. `code` is a feed of the catalogue; `columns` are the fields of a clean row, in order.

    `on_read` is part of the act that ends the reading; `after_read` puts in the queue what follows.
    """

    code: str
    title: Words
    read: Callable[[Path, date], Reading]
    after_read: Callable[[UUID], None]
    template: Path
    accept: frozenset[str]
    columns: dict[str, Words]
    on_read: OnRead | None = None


_FEEDS: dict[str, Feed] = {}


def register(feed: Feed) -> None:
    _FEEDS[feed.code] = feed


def all_feeds() -> tuple[Feed, ...]:
    return tuple(_FEEDS.values())


def get(code: str) -> Feed:
    if code not in _FEEDS:
        raise Refused(f"No department reads the feed {code!r}.")
    return _FEEDS[code]
