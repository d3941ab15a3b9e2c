"""The catalogue of what may be shared (domain 7.4): no entry, no field leaves.

`entries_of("HUKOU_CANCELLED")` are the ways a message goes; `feed("civil_affairs.cremations")` is a list we receive.
`catalogue_lint.lint()` checks the file; an entry that does not pass is not loaded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from banji.accounts.models import Organisation
from banji.foundation.errors import Refused
from banji.law.sources import Citation, register
from banji.law.yaml_lines import Row, read
from banji.words import Words

CATALOGUE = Path(__file__).with_name("catalogue.yaml")
IN, INSIDE, OUT = "in", "inside", "out"
DIRECTIONS = (IN, INSIDE, OUT)


@dataclass(frozen=True, slots=True)
class Entry:
    """One way a message goes: who may tell whom, what, for what purpose, on which legal basis.

    `receivers` are codes of departments or kinds of organisations; those of `if_asked` are told only when they asked
    for it, or when the message is addressed to them. What comes in is a list (`feed`) or an answer to a message of ours
    (`replies_to`); `or_from` may send such an answer besides `sender`. `only_about` (`DEAD`): a list of the living, of
    which only rows about the dead go on. `every` is the key of the rule that says how often ('' = when it happens);
    `within` that of how soon after the day in field `since` a single row must be here.
    """

    type: str
    direction: str
    feed: str
    only_about: str
    replies_to: tuple[str, ...]
    title: Words
    sender: str
    or_from: tuple[str, ...]
    receivers: tuple[str, ...]
    if_asked: tuple[str, ...]
    purpose_code: str
    purpose: Words
    source: Citation
    fields: tuple[str, ...]
    may_have: tuple[str, ...]
    undoes: tuple[str, ...]
    every: str
    keep_days: int
    receiver_keep_days: int
    within: str = ""
    since: str = ""

    @property
    def allowed(self) -> frozenset[str]:
        return frozenset(self.fields + self.may_have)

    def of(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The part of a payload that this receiver may see."""
        return {field: payload[field] for field in self.fields + self.may_have if field in payload}

    def is_for(self, organisation: Organisation) -> bool:
        return bool({organisation.department, organisation.kind} & {*self.receivers, *self.if_asked})

    def may_come_from(self, organisation: Organisation) -> bool:
        return bool({organisation.department, organisation.kind} & {self.sender, *self.or_from})


def entries() -> tuple[Entry, ...]:
    """Every entry. Raises `catalogue_lint.Unlawful` for a catalogue that does not pass its linter."""
    return _loaded(CATALOGUE)


def entries_of(type_: str, direction: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries() if entry.type == type_ and entry.direction == direction)


def feed(code: str) -> Entry:
    """The entry of a list that departments hand in. Refused without one: nobody may send it."""
    found = next((entry for entry in entries() if entry.direction == IN and entry.feed == code), None)
    if found is None:
        raise Refused(
            f"The catalogue has no feed {code!r}.",
            rule="exchange/catalogue.yaml",
            remedy="Add an entry with its legal basis.",
        )
    return found


def entry_for(type_: str, organisation: Organisation) -> Entry | None:
    """The entry under which a message may go to this organisation, if there is one."""
    return next((entry for entry in entries_of(type_, OUT) if entry.is_for(organisation)), None)


def reply(type_: str) -> Entry | None:
    """The entry of an answer that departments may send us, if there is one."""
    return next((entry for entry in entries_of(type_, IN) if entry.replies_to), None)


def replies_from(organisation: Organisation) -> tuple[Entry, ...]:
    """The answers this organisation may send us."""
    return tuple(entry for entry in entries() if entry.replies_to and entry.may_come_from(organisation))


def undoing() -> set[tuple[str, str]]:
    """Pairs of types: an earlier one, and a later one that makes it void."""
    return {(undone, entry.type) for entry in entries() for undone in entry.undoes}


def title_of(type_: str) -> Words:
    """The name of a message type in both languages; the code itself where the catalogue has lost it."""
    return next((entry.title for entry in entries() if entry.type == type_), Words(type_, type_))


@cache
def field_words() -> dict[str, Words]:
    """The names of all fields that may stand in a payload."""
    return {
        str(row["field"]): Words(str(row["zh"]), str(row["en"])) for row in read(CATALOGUE).rows("fields")
    }


def require_known_fields(type_: str, fields: Collection[str]) -> None:
    """A field that the catalogue cannot name is a slip of the pen, not something to drop in silence."""
    unknown = sorted(set(fields) - field_words().keys())
    if unknown:
        raise Refused(
            f"The catalogue does not know {', '.join(unknown)} of {type_}.", rule="exchange/catalogue.yaml"
        )


@cache
def _loaded(path: Path) -> tuple[Entry, ...]:
    from banji.exchange.catalogue_lint import require_lawful

    require_lawful(path)
    return tuple(_entry(row) for row in read(path).rows("messages"))


def _entry(row: Row) -> Entry:
    return Entry(
        type=row["type"],
        direction=row["direction"],
        feed=row.get("feed", ""),
        only_about=row.get("only_about", ""),
        replies_to=tuple(row.get("replies_to", ())),
        title=_words(row["title"]),
        sender=row["sender"],
        or_from=tuple(row.get("or_from", ())),
        receivers=tuple(row.get("receivers", ())),
        if_asked=tuple(row.get("if_asked", ())),
        purpose_code=row["purpose"]["code"],
        purpose=_words(row["purpose"]),
        source=register().cite(row["source"]),
        fields=tuple(row["fields"]),
        may_have=tuple(row.get("may_have", ())),
        undoes=tuple(row.get("undoes", ())),
        every=row["every"],
        keep_days=row["keep_days"],
        receiver_keep_days=row["receiver_keep_days"],
        within=row.get("within", ""),
        since=row.get("since", ""),
    )


def _words(row: Row) -> Words:
    return Words(str(row["zh"]), str(row["en"]))
