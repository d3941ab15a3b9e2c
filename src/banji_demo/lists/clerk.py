"""How one clerk types one dead person's row: the kind of error, and the habits of writing that come on top."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random

from banji_demo.city.places import villages
from banji_demo.lists import dirt
from banji_demo.lists.deaths import Dead
from banji_demo.lists.dirt import Cell
from banji_demo.lists.listed import Kind, Row

_FIRST_CARDS_UNTIL = 1986  # who was born later never had a number of 15 digits in practice


def kind_for(person: Dead, rng: Random, weights: Mapping[Kind, float]) -> Kind:
    """An error that can happen to this person: no number, no typo in it."""
    if person.cancelled:
        return Kind.ALREADY_CANCELLED
    if dirt.has_rare(person.name) or dirt.has_dot(person.name):
        return Kind.NAME_RARE
    if not person.number:
        return Kind.NO_NUMBER
    while True:
        kind = rng.choices(list(weights), list(weights.values()))[0]
        if _possible(kind, person):
            return kind


def _possible(kind: Kind, person: Dead) -> bool:
    if kind in {Kind.SPREADSHEET_CELL, Kind.SPREADSHEET_TEXT}:
        return not person.number.endswith("X")  # a spreadsheet leaves that one as text
    if kind is Kind.OLD_NUMBER:
        return person.birth.year < _FIRST_CARDS_UNTIL
    if kind is Kind.BORROWED_NUMBER:
        return bool(person.relative_number)
    if kind is Kind.NAME_MISHEARD:
        return bool(person.former_name or dirt.misheard(person.name))
    return True


class Clerk:
    """One person's row in the making: each method writes one cell in this clerk's hand."""

    def __init__(self, person: Dead, kind: Kind, rng: Random) -> None:
        self.person, self.kind, self.rng = person, kind, rng
        self.day = rng.choice(dirt.DATE_FORMS)

    def name(self) -> Cell:
        return _name(self.person, self.kind, self.rng)

    def sex(self) -> Cell:
        return _sex(self.person.sex, self.rng)

    def number(self) -> Cell:
        return _number(self.person, self.kind, self.rng)

    def birth(self) -> date:
        return _birth(self.person, self.kind, self.rng)

    def birth_cell(self, birth: date) -> Cell:
        """Left out now and then, where the number says it."""
        return None if self.kind is not Kind.NO_NUMBER and self.rng.random() < 0.12 else self.day(birth)

    def address(self) -> Cell:
        return _address(self.person, self.kind, self.rng)

    def by_county(self, names: Mapping[str, str]) -> str:
        """The name for the person's county, that of the city's seat for everybody else."""
        return next((name for key, name in names.items() if key in self.person.address), names["雁江"])


type Layout = Callable[[Clerk], tuple[Cell, ...]]


def typed(person: Dead, kind: Kind, rng: Random, layout: Layout) -> Row:
    """The row with its cells in the order of the list's columns; the first, the running number, is set later."""
    return Row(kind, person.ref or None, layout(Clerk(person, kind, rng)))


def _name(person: Dead, kind: Kind, rng: Random) -> str:
    name = person.name
    if kind is Kind.NAME_MISHEARD:
        heard = dirt.misheard(name)
        name = (
            person.former_name
            if person.former_name and (heard is None or rng.random() < 0.5)
            else heard or name
        )
    if kind is Kind.NAME_RARE:
        name = dirt.other_dot(dirt.rare_written_otherwise(name, rng), rng)
    habit = rng.random()
    if len(name) == 2 and habit < 0.15:
        return f"{name[0]}{rng.choice((' ', '  ', chr(0x3000)))}{name[1]}"  # set to the width of three characters
    return f"{name} " if habit > 0.95 else name


def _sex(code: str, rng: Random) -> Cell:
    word = "男" if code == "1" else "女"
    return rng.choice((word,) * 12 + (f"{word}性", f" {word}", int(code), None))


def _number(person: Dead, kind: Kind, rng: Random) -> Cell:
    number = person.number
    if kind is Kind.NO_NUMBER or not number:
        return rng.choice((None, "", "无", "不详", "-"))
    written: dict[Kind, Cell] = {
        Kind.OLD_NUMBER: dirt.old_form(number),
        Kind.SPREADSHEET_CELL: number if number.endswith("X") else dirt.spreadsheet_number(number),
        Kind.SPREADSHEET_TEXT: number if number.endswith("X") else dirt.spreadsheet_text(number),
        Kind.FULL_WIDTH: dirt.full_width(number),
        Kind.SPACED: dirt.spaced(number, rng),
        Kind.TYPO: dirt.typo(number, rng),
        Kind.SWAPPED: dirt.swapped(number, rng),
        Kind.BORROWED_NUMBER: person.relative_number,
    }
    return written.get(kind, number)


def _birth(person: Dead, kind: Kind, rng: Random) -> date:
    """The lunar birthday, a month off, or another year."""
    if kind is not Kind.BIRTH_DATE_OFF:
        return person.birth
    return person.birth - timedelta(days=rng.choice((29, 31, 38, 365, 366, 730)))


def _address(person: Dead, kind: Kind, rng: Random) -> str:
    if kind is Kind.OTHER_ADDRESS:
        village = rng.choice(villages())
        return f"{village.county}{village.town}{village.name}"
    habit = rng.random()
    if habit < 0.5:
        return person.address.replace("四川省资阳市", "")
    return person.address if habit < 0.9 else f" {person.address.replace('四川省', '')} "
