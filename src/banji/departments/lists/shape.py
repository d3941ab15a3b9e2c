"""The description of a list: its columns, and what makes a row of it unusable or odd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from banji.departments.lists.never_kept import NEVER_KEPT
from banji.words import Words


class Kind(StrEnum):
    """How the cells of a column are read."""

    NAME = "name"
    OTHER_NAME = "other_name"
    NUMBER = "number"
    SEX = "sex"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in both languages, how its cells are read, and every heading we have seen for it.

    A text longer than `longest` characters is no value of it: such a row is set aside.
    """

    title: Words
    kind: Kind
    headings: tuple[str, ...]
    longest: int = 200


@dataclass(frozen=True, slots=True)
class Order:
    """Two dates in their order. `later` may name columns of which the first filled one counts ("died_on|cremated_on").

    A row against it is set aside with the reason `code`, or, when it does not `stop`, goes on with that note.
    """

    earlier: str
    later: str
    code: str
    stops: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One kind of list. Its columns are the fields of a clean row, in order; one of them is `name`.

    `headings`: columns without which a sheet is not this list; `a|b` is one or the other.
    `needs`: what must be filled in a row (`a|b` likewise) and the reason when it is not.
    `notes_if_empty`: columns whose absence in a row is worth a note.
    `never_kept`: parts of headings (死因, 账号) of what nobody here may know: such a column is not read, and said so.
    """

    columns: Mapping[str, Column]
    headings: tuple[str, ...]
    needs: Mapping[str, str] = field(default_factory=dict)
    notes_if_empty: Mapping[str, str] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()
    never_kept: tuple[str, ...] = NEVER_KEPT

    def of_kind(self, *kinds: Kind) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if column.kind in kinds)

    @property
    def synonyms(self) -> dict[str, tuple[str, ...]]:
        return {name: column.headings for name, column in self.columns.items()}

    @property
    def titles(self) -> dict[str, Words]:
        return {name: column.title for name, column in self.columns.items()}

    def named(self, group: str) -> str:
        """The Chinese names of `a|b`, as the sender's sheet has them: 死亡日期/火化日期."""
        return "/".join(self.columns[name].title.zh for name in group.split("|"))
