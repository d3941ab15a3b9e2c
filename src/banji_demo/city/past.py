"""Points of lives as the tables of history in the load format, and the households that were given up."""

from typing import NamedTuple

import numpy as np
import polars as pl

from banji_demo.city import cast
from banji_demo.city.addresses import addresses
from banji_demo.city.calendar import TODAY, YEAR, written
from banji_demo.city.crowd import Crowd, Setting
from banji_demo.city.draws import Ids, Ints
from banji_demo.city.fates import CANCEL_REASONS
from banji_demo.city.households import HOUSEHOLD_TYPES
from banji_demo.city.lives import FORMER, KINDS, ON_THE_WAY, STATUSES, UNKNOWN, Known, Points, lives
from banji_demo.city.model import EVENT_COLUMNS, HOUSEHOLD_COLUMNS, REGISTRATION_COLUMNS
from banji_demo.city.places import place, villages

_FURTHER = 15_520  # so many houses away a family lived before it moved
_CHANGED = 0.01  # chance of other particulars to have changed, in a year
_SAID = (
    *("", "出生登记", "市外迁入", "市内移居", "分户", "户主变更"),
    *("迁往市外", "迁出注销", "死亡注销", "婚姻状况变更"),
)


class Past(NamedTuple):
    """Tables in the load format; `households`: only those that were given up."""

    registrations: pl.DataFrame
    events: pl.DataFrame
    households: pl.DataFrame


class Register(NamedTuple):
    """What of today's register the past has to lead to."""

    refs: pl.Series
    households: pl.DataFrame
    known: Known


def household_numbers(ids: Ids) -> pl.Series:
    return pl.Series(ids.astype(np.int64) + 5_100_000_000).cast(pl.String)


def past(s: Setting, c: Crowd, register: Register, years: int) -> Past:
    """The history of so many years up to the demo's clock."""
    p = lives(s, c, register.known, years)
    former = np.unique(p.home[p.former == 1])
    given_up = _given_up(s, former)
    seats = pl.concat([register.households, given_up])
    seat = np.where(p.former == 1, s.ids.size + np.searchsorted(former, p.home), p.home)
    rows = _rows(p, register.refs, seats[seat])
    events = _events(p, rows, _stations(s)[c.home[p.person]])
    changes = _changes(s, c, register, years)
    return Past(
        pl.concat([_of_the_cast(), rows.select(REGISTRATION_COLUMNS)]), pl.concat([events, changes]), given_up
    )


def _given_up(s: Setting, former: Ints) -> pl.DataFrame:
    """Families' households that have no members any more."""
    ids = s.ids[former] + np.uint64(FORMER)
    head = pl.DataFrame({
        "household_no": household_numbers(ids),
        "household_type": pl.Series(HOUSEHOLD_TYPES).gather(s.homes.kind[former]),
    })  # fmt: skip
    seats = addresses(s.draws, ids, place(s.ids[former] + np.uint64(_FURTHER)))
    return pl.concat([head, seats], how="horizontal").select(HOUSEHOLD_COLUMNS)


def _rows(p: Points, refs: pl.Series, seats: pl.DataFrame) -> pl.DataFrame:
    """One row for each point, up to the next one of the same person. Who is on the way belongs to no household."""
    last = np.append(p.person[1:] != p.person[:-1], [True])
    end = written(np.append(p.day[1:], [0])).set(pl.Series(last), "")
    begins = np.flatnonzero(np.append([True], last[:-1])) if len(last) else np.array([], dtype=np.int64)
    nth = np.arange(len(last)) - np.repeat(begins, np.diff(np.append(begins, len(last))))
    person = refs.gather(p.person)
    event = "E" + person + "-" + pl.Series(nth).cast(pl.String)
    return seats.select("village_code", "address_text").with_columns(
        external_ref=person,
        household_no=seats["household_no"].set(pl.Series(p.status == ON_THE_WAY), ""),
        relation_to_head=pl.Series(p.relation).cast(pl.String).str.zfill(2),
        status=pl.Series(STATUSES).gather(p.status),
        cancel_reason=pl.Series(CANCEL_REASONS).gather(p.reason),
        valid_from=written(p.day),
        valid_to=end,
        event_ref=event.set(pl.Series(p.kind == UNKNOWN), ""),
    )


def _events(p: Points, rows: pl.DataFrame, stations: pl.Series) -> pl.DataFrame:
    """What began the rows, as far as the register reaches back."""
    frame = rows.select("event_ref", "external_ref", event_date="valid_from").with_columns(
        kind=pl.Series(KINDS).gather(p.kind), reason=pl.Series(_SAID).gather(p.kind), decided_by=stations
    )
    known = frame.filter(pl.Series(p.kind != UNKNOWN))
    return known.with_columns(seq=pl.lit("1"), case_no=pl.lit("")).select(EVENT_COLUMNS)


def _stations(s: Setting) -> pl.Series:
    """By household: the police station that decided."""
    return pl.Series([f"{v.town}派出所" for v in villages()]).gather(s.village)


def _changes(s: Setting, c: Crowd, register: Register, years: int) -> pl.DataFrame:
    """Other particulars changed: an event that begins no row of the chain."""
    since, until = register.known.since, register.known.until
    first = np.maximum(since + 1, TODAY - int(years * YEAR))
    day = first + s.draws.below("past/changed/day", c.ids, np.maximum(np.minimum(until, TODAY) - first, 1))
    grown = (day - c.birth > 20 * YEAR) & (day < np.minimum(until, TODAY))
    chosen = np.flatnonzero(grown & s.draws.chance("past/changed", c.ids, 1 - (1 - _CHANGED) ** years))
    person = register.refs.gather(chosen)
    return pl.DataFrame({
        "event_ref": "C" + person, "external_ref": person, "event_date": written(day[chosen]),
        "decided_by": _stations(s).gather(c.home[chosen]),
    }).with_columns(
        kind=pl.lit("CHANGE"), reason=pl.lit(_SAID[-1]), seq=pl.lit("2"), case_no=pl.lit("")
    ).select(EVENT_COLUMNS)  # fmt: skip


def _of_the_cast() -> pl.DataFrame:
    """The cast has no past but what today's register says of it."""
    people = cast.people().join(cast.households(), on="household_no", maintain_order="left")
    gone = pl.col("status") == "CANCELLED"
    first = people.with_columns(status=pl.lit("ACTIVE"), cancel_reason=pl.lit(""))
    then = people.filter(gone).with_columns(valid_from="valid_to", valid_to=pl.lit(""))
    rows = pl.concat([first, then]).with_columns(event_ref=pl.lit(""))
    return rows.sort("external_ref", "valid_from").select(REGISTRATION_COLUMNS)
