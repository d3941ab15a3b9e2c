"""Rule profiles: the dated values of the law as one city applies it.

A case keeps its profile and the date of its rules; `load_rules` gives those values again at any later time. A city
overrides by a row in its own file, dated and with its own source; nothing is ever edited, only ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from banji.law.calendar import Holidays
from banji.law.deadlines import Deadline, deadline
from banji.law.linter import require_lawful
from banji.law.shipped import UnknownRule, profile_path
from banji.law.sources import Citation, Mark, SourceRegister, register
from banji.law.units import COUNTS, PERIODS, Unit
from banji.law.yaml_lines import Row, read
from banji.words import Words

DEFAULT_PROFILE = "ziyang_2017"


@dataclass(frozen=True, slots=True)
class RuleValue:
    """One value of the law on one day, with where it comes from. `overridden` says a city's file set it."""

    key: str
    title: Words
    value: int | bool | str
    unit: str
    said: Words
    source: Citation
    mark: Mark
    unsure: bool
    valid_from: date
    valid_to: date | None
    note: Words
    overridden: bool
    # How long a paper is good: its last day is not moved off a rest day.
    to_the_day: bool = False

    @property
    def n(self) -> int:
        """The number. Raises `UnknownRule` for a choice or a yes/no."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise UnknownRule(f"{self.key} is {self.unit}, not a number")
        return self.value

    @property
    def choice(self) -> str:
        """The code of the choice. Raises `UnknownRule` for anything else."""
        if not isinstance(self.value, str):
            raise UnknownRule(f"{self.key} is {self.unit}, not a choice")
        return self.value

    @property
    def yes(self) -> bool:
        """Yes or no. Raises `UnknownRule` for anything else."""
        if not isinstance(self.value, bool):
            raise UnknownRule(f"{self.key} is {self.unit}, not yes or no")
        return self.value

    @property
    def text(self) -> Words:
        """The value as a person reads it: `1个月`, `1 month`."""
        if self.unit in PERIODS:
            return Unit(self.unit).words(self.n)
        if isinstance(self.value, bool):
            return Words("是", "yes") if self.value else Words("否", "no")
        if isinstance(self.value, str):
            return self.said
        unit = COUNTS[self.unit]
        return Words(f"{self.value}{unit.zh}", f"{self.value}{unit.en}")


class Rules:
    """The values of one profile on one day."""

    def __init__(self, profile: str, title: Words, on: date, values: Mapping[str, RuleValue]) -> None:
        self.profile = profile
        self.title = title
        self.on = on
        self._values = dict(values)

    def value(self, key: str) -> RuleValue:
        """The value in force. Raises `UnknownRule`."""
        found = self._values.get(key)
        if found is None:
            raise UnknownRule(f"profile {self.profile} has no value {key!r} in force on {self.on}")
        return found

    def find(self, key: str) -> RuleValue | None:
        """The value in force, or None: for duties that only one profile knows."""
        return self._values.get(key)

    def all(self) -> tuple[RuleValue, ...]:
        """Every value in force, by key: the administrators' page."""
        return tuple(self._values[key] for key in sorted(self._values))

    def deadline(self, key: str, start: date, *, holidays: Holidays | None = None) -> Deadline:
        """The period `key` counted from `start`, weekends treated as this profile says; a validity ends to the day."""
        rule = self.value(key)
        if rule.unit not in PERIODS:
            raise UnknownRule(f"{key} is {rule.unit}, not a period")
        weekends = self.value("calendar.weekends_are_rest").yes
        return deadline(
            start, rule.n, rule.unit, holidays=holidays, weekends=weekends, to_the_day=rule.to_the_day
        )


def load_rules(profile: str = DEFAULT_PROFILE, *, overrides: Iterable[Path] = (), on: date) -> Rules:
    """The values of `profile` on the day `on`, with a city's dated rows on top.

    Cached by profile, day and files for the life of the process: a changed file asks for a restart. Raises `UnknownRule` for an unknown profile and `Unlawful` where a city's
    file does not pass the linter: a value without a source cannot be loaded.
    """
    return _load(profile, tuple(Path(path).resolve() for path in overrides), on)


@lru_cache(maxsize=512)
def _load(profile: str, overrides: tuple[Path, ...], on: date) -> Rules:
    base = profile_path(profile)
    if overrides:
        require_lawful(overrides)
    known = register(*overrides)
    values = dict(_in_force(base, profile, on, known, overridden=False))
    for path in overrides:
        values |= dict(_in_force(path, profile, on, known, overridden=True))
    return Rules(profile, words(read(base), "title"), on, values)


def _in_force(
    path: Path, profile: str, on: date, known: SourceRegister, *, overridden: bool
) -> Iterator[tuple[str, RuleValue]]:
    for row in read(path).rows("values"):
        if applies(row, profile, on):
            yield row["key"], _rule(row, known, overridden=overridden)


def applies(row: Row, profile: str, on: date | None) -> bool:
    """Does a dated row count for this profile on this day? `None`: is it still open?"""
    if "profiles" in row and profile not in row["profiles"]:
        return False
    ends = row.get("valid_to")
    if on is None:
        return ends is None
    return bool(row["valid_from"] <= on and (ends is None or on <= ends))


def _rule(row: Row, known: SourceRegister, *, overridden: bool) -> RuleValue:
    source, value = known.cite(row["source"]), row["value"]
    said = words(value, "") if isinstance(value, Row) else Words("", "")
    return RuleValue(
        key=row["key"],
        title=words(row, "title"),
        value=str(value["code"]) if isinstance(value, Row) else value,
        unit=row["unit"],
        said=said,
        source=source,
        mark=Mark(row.get("mark", source.mark)),
        unsure=bool(row.get("unsure", False)),
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
        note=words(row, "note"),
        overridden=overridden,
        to_the_day=bool(row.get("to_the_day", False)),
    )


def words(row: Row, key: str) -> Words:
    """The zh/en pair under `key` (`""`: of the row itself); empty where there is none."""
    said = row.get(key) if key else row
    return Words(str(said.get("zh", "")), str(said.get("en", ""))) if isinstance(said, Row) else Words("", "")
