"""What happened to the drawn people in the last years: where they lived before, who followed a dead head, who came back.

Today's city stays as it is; the past is drawn so that it leads to it. A change is a point in somebody's life: from this
day on in this state and household. Nobody has two points on one day.
"""

from typing import NamedTuple

import numpy as np

from banji_demo.city.calendar import NEVER, TODAY, YEAR
from banji_demo.city.crowd import Crowd, Setting, registered_at_birth
from banji_demo.city.draws import Bools, Ints
from banji_demo.city.fates import ACTIVE as STAYS
from banji_demo.city.fates import DEATH, MOVED_OUT
from banji_demo.city.households import CHILD, FAMILY, HEAD, SECOND, SPOUSE, THIRD, WIDTH

FORMER = 50_000_000  # what is added to a household's id for the one it gave up when it moved
STATUSES = ("ACTIVE", "IN_TRANSIT", "CANCELLED")
REGISTERED, ON_THE_WAY, GONE = range(3)
KINDS = (
    *("", "BIRTH", "MOVE_IN", "MOVE_WITHIN", "DIVIDE", "NEW_HEAD"),
    *("MOVE_OUT", "CANCEL", "CANCEL_DEATH", "CHANGE"),
)
UNKNOWN, BIRTH, MOVE_IN, MOVE_WITHIN, DIVIDE, NEW_HEAD, MOVE_OUT, CANCEL, CANCEL_DEATH, CHANGE = range(10)

# Chance of a family to have moved or divided off, and of a grown-up to have been away, in a year.
_MOVED, _DIVIDED, _AWAY = 0.008, 0.004, 0.0008
_NEIGHBOURS = 400  # who marries comes from one of so many households before
_NO_DAY = -(10**6)
_ELDEST_SON, _ELDEST_DAUGHTER = 22, 32
# In the household from which a young family divided off, to its head: son, daughter-in-law, grandchildren.
_BEFORE_DIVIDING = np.full((2, WIDTH), 99)
_BEFORE_DIVIDING[:, [HEAD, SPOUSE]] = [[22, 28], [32, 38]]
_BEFORE_DIVIDING[:, [CHILD, SECOND, THIRD]] = [[41], [42]]


class Known(NamedTuple):
    """What today's register says of each person: since when and until when, and his relation to both heads."""

    since: Ints
    until: Ints
    first_relation: Ints
    relation: Ints


class Points(NamedTuple):
    """Changes, one array element each. `home`: index of the household; `former` 1: in the one it gave up."""

    person: Ints
    day: Ints
    kind: Ints
    status: Ints
    reason: Ints
    relation: Ints
    home: Ints
    former: Ints


class _Houses(NamedTuple):
    """By household: the day it became what it is (or _NO_DAY), whether from a neighbour's, and when another became
    head (or NEVER)."""

    day: Ints
    divided: Bools
    new_head: Ints


def lives(s: Setting, c: Crowd, known: Known, years: int) -> Points:
    """Everybody's points, in the order of person and day."""
    begin = TODAY - int(years * YEAR)
    draw = _Drawing(s, c, known, begin, _houses(s, begin, years))
    points = [
        draw.before_marriage(),
        draw.start(),
        draw.moves(),
        draw.new_heads(),
        *draw.away(years),
        *draw.ends(),
    ]
    joined = Points(*(np.concatenate(column) for column in zip(*points, strict=True)))
    order = np.lexsort((joined.day, joined.person))
    sorted_ = Points(*(column[order] for column in joined))
    return sorted_._replace(kind=np.where(sorted_.day < begin, UNKNOWN, sorted_.kind))


def _houses(s: Setting, begin: int, years: int) -> _Houses:
    d, ids, fates = s.draws, s.ids, s.fates
    family = s.homes.kind == FAMILY
    another = fates.head_slot != HEAD
    moved = family & d.chance("past/moved", ids, 1 - (1 - _MOVED) ** years)
    divided = family & ~moved & ~another & d.chance("past/divided", ids, 1 - (1 - _DIVIDED) ** years)
    divided[1:] &= family[:-1]  # from the house next door
    divided[:1] = False
    day = begin + d.below("past/day", ids, TODAY - 30 - begin)
    followed = np.minimum(fates.closed[:, HEAD] + 1 + d.below("past/followed", ids, 10), TODAY - 1)
    new_head = np.where(another, followed, NEVER)
    day = np.where(moved | divided, day + (day == new_head), _NO_DAY)
    return _Houses(day, divided, new_head)


class _Drawing:
    """The points of all people, one kind after the other."""

    def __init__(self, s: Setting, c: Crowd, known: Known, begin: int, houses: _Houses) -> None:
        self.s, self.c, self.known, self.begin = s, c, known, begin
        self.changed = houses.day[c.home]
        self.divided = houses.divided[c.home]
        self.new_head = houses.new_head[c.home]
        self.stays = s.fates.cancelled[c.home, c.slot] == STAYS
        # Was here when the household became what it is, and still so when it did.
        self.came_along = (known.since < self.changed) & (self.changed < known.until)
        self.relation_changes = (
            self.stays & (known.since < self.new_head) & (known.first_relation != known.relation)
        )
        self.relation_changes &= self.new_head < NEVER
        self.parents = self._parents()
        self.married = self._married_from_here()

    def _points(self, chosen: Bools, day: Ints, kind: Ints | int, **other: Ints | int) -> Points:
        """Points of the chosen people: of what is not said, what holds for them on the day."""
        p = np.flatnonzero(chosen)
        day = day[p]
        relation = np.where(
            self.stays[p] & (day >= self.new_head[p]), self.known.relation[p], self.known.first_relation[p]
        )
        away = self.came_along[p] & (day < self.changed[p])
        from_next_door = away & self.divided[p]
        child = _BEFORE_DIVIDING[self.c.female[p].astype(np.int64), self.c.slot[p]]
        said = {
            "kind": kind, "status": REGISTERED, "reason": STAYS, "relation": np.where(from_next_door, child, relation),
            "home": self.c.home[p] - from_next_door, "former": (away & ~from_next_door).astype(np.int64),
        } | other  # fmt: skip
        full = {name: _of(value, p, len(chosen)) for name, value in said.items()}
        return Points(person=p, day=day, **full)

    def _parents(self) -> Ints:
        """The household in which they were children, one of those before; -1: none."""
        near = np.minimum(np.maximum(self.c.home, 1), _NEIGHBOURS)
        return self.c.home - 1 - self.s.draws.below("past/parents", self.c.ids, near)

    def _married_from_here(self) -> Bools:
        c, since = self.c, self.known.since
        married = (
            c.kin & c.married_in & (since > self.begin) & (since - c.birth > 18 * YEAR) & (self.parents >= 0)
        )
        married &= self.s.homes.kind[np.maximum(self.parents, 0)] == FAMILY
        return married & self.s.draws.chance("past/from_here", c.ids, 0.6)

    def before_marriage(self) -> Points:
        """Who married within the city was a child in another household before."""
        child = np.where(self.c.female, _ELDEST_DAUGHTER, _ELDEST_SON)
        born = registered_at_birth(self.s.draws, self.c)
        return self._points(self.married, born, BIRTH, relation=child, home=self.parents, former=0)

    def start(self) -> Points:
        """The first day in the household, or in the one it was before."""
        since = self.known.since
        kind = np.select([self.married, since - self.c.birth <= 31], [MOVE_WITHIN, BIRTH], MOVE_IN)
        return self._points(np.ones(len(since), dtype=np.bool_), since, kind)

    def moves(self) -> Points:
        """The household moved with all its members, or divided off."""
        return self._points(self.came_along, self.changed, np.where(self.divided, DIVIDE, MOVE_WITHIN))

    def new_heads(self) -> Points:
        return self._points(self.relation_changes, self.new_head, NEW_HEAD)

    def _settled(self) -> Ints:
        """The last day on which anything above happened to each person."""
        last = np.where(self.came_along, self.changed, self.known.since)
        latest: Ints = np.where(self.relation_changes, np.maximum(last, self.new_head), last)
        return latest

    def away(self, years: int) -> list[Points]:
        """Some moved to another city and came back."""
        d, c = self.s.draws, self.c
        left = np.maximum(self._settled(), self.begin) + 30 + d.below("past/left", c.ids, 3000)
        back = left + 220 + d.below("past/back", c.ids, 1500)
        grown = (left - c.birth > 20 * YEAR) & (c.slot != self.s.fates.head_slot[c.home])
        chosen = self.stays & grown & (back < TODAY - 5) & (back < c.died)
        chosen &= d.chance("past/away", c.ids, 1 - (1 - _AWAY) ** years)
        return [
            self._points(chosen, left, MOVE_OUT, status=ON_THE_WAY),
            self._points(chosen, left + 20, CANCEL, status=GONE, reason=MOVED_OUT),
            self._points(chosen, back, MOVE_IN),
        ]

    def ends(self) -> list[Points]:
        """The dead, the soldiers, and those who moved away, who were on the way for some days."""
        reason, until = self.s.fates.cancelled[self.c.home, self.c.slot], self.known.until
        left = until - 5 - self.s.draws.below("past/on_the_way", self.c.ids, 25)
        travelled = (reason == MOVED_OUT) & (left > self._settled())
        kind = np.where(reason == DEATH, CANCEL_DEATH, CANCEL)
        return [
            self._points(travelled, left, MOVE_OUT, status=ON_THE_WAY),
            self._points(~self.stays, until, kind, status=GONE, reason=reason),
        ]


def _of(value: Ints | int, chosen: Ints, people: int) -> Ints:
    """What was given for all people, for the chosen ones, or once for all of them."""
    if isinstance(value, int):
        return np.full(len(chosen), value)
    return value[chosen] if len(value) == people else value
