"""Chains of registrations, made directly as rows with the events that began them: for what is counted from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from banji.accounts.models import Area
from banji.addresses.models import Address, Division, Succession
from banji.audit.acts import act
from banji.foundation.actors import system
from banji.identity.names import initials
from banji.register.models import Particulars, Person, RegisterEvent, Registration
from banji.register.names import name_columns

K, S, R = RegisterEvent.Kind, Registration.Status, Registration.CancelReason
BY = system("tests")


@dataclass(frozen=True, slots=True)
class Link:
    """From a day on somebody stands so, in this village, by an event of this kind (None: by none)."""

    day: date
    status: str
    village: Division
    kind: str | None = None
    reason: str = ""


def make_chain(
    links: Sequence[Link],
    *,
    born: date | None = date(1950, 1, 1),
    sex: str = "1",
    name: str = "李大山",
    until: date | None = None,
    address: Address | None = None,
) -> Person:
    """A person with these rows, one after the other; the last one ends on `until`."""
    person = Person.objects.create()
    who = Particulars(
        person=person,
        name=name,
        sex=sex,
        birth_date=born,
        valid_from=date(1900, 1, 1),
        **name_columns(name)._asdict(),
    )
    with act("tests.make_chain", by=BY) as this:
        this.add(who, *rows_of(person, links, until, this, address))
    return person


def rows_of(
    person: Person, links: Sequence[Link], until: date | None, this: Any, address: Address | None = None
) -> list[Registration]:
    ends = [*(link.day for link in links[1:]), until]
    events = [event_of(person, link.kind, link.day) if link.kind else None for link in links]
    this.add(*(event for event in events if event))
    return [
        Registration(
            person=person,
            status=link.status,
            cancel_reason=link.reason,
            address=address,
            address_text=link.village.name,
            village=link.village,
            valid_from=link.day,
            valid_to=end,
            event_id=event.pk if event else None,
        )
        for link, end, event in zip(links, ends, events, strict=True)
    ]


def event_of(person: Person, kind: str, day: date, **more: Any) -> RegisterEvent:
    seq = RegisterEvent.objects.filter(person=person, event_date=day).count() + 1
    return RegisterEvent(person=person, kind=kind, event_date=day, decided_by="tests", **{"seq": seq} | more)


def add_event(person: Person, kind: str, day: date, **more: Any) -> RegisterEvent:
    event = event_of(person, kind, day, **more)
    with act("tests.add_event", by=BY) as this:
        this.add(event)
    return event


def replace_chain(person: Person, links: Sequence[Link]) -> None:
    """Everything we said of where the person is registered is said otherwise from now on."""
    with act("tests.replace_chain", by=BY) as this:
        this.close_all(list(Registration.objects.filter(person=person, recorded_to=None)))
        this.add(*rows_of(person, links, None, this))


def make_division(name: str, code: str, parent: Division, since: date) -> Division:
    level = Division.Level.VILLAGE if len(code) == 12 else Division.Level.TOWNSHIP
    return Division.objects.create(
        area=Area.objects.create(kind=Area.DIVISION),
        code=code,
        name=name,
        folded_name=name,
        initials=initials(name),
        level=level,
        parent=parent,
        valid_from=since,
        source="tests",
    )


def merge(olds: Sequence[Division], news: Sequence[Division], on: date) -> None:
    """Each of the old villages ends, and became all of the new ones, which may be towns."""
    for old in olds:
        Division.objects.filter(pk=old.pk).update(valid_to=on)
        Succession.objects.bulk_create(
            Succession(
                predecessor=old, successor=new, happened_on=on, how=Succession.How.MERGE,
                rule=Succession.Rule.SETTLED if new.level == Division.Level.VILLAGE else Succession.Rule.TOWN_ONLY,
                source="tests",
            )
            for new in news
        )  # fmt: skip


def months(first: date, last: date) -> list[tuple[date, date]]:
    """First and last day of every month that has a day from the one to the other."""
    starts = [date(year, month, 1) for year in range(first.year, last.year + 2) for month in range(1, 13)]
    return [
        (start, after - timedelta(days=1))
        for start, after in pairwise(starts)
        if after > first and start <= last
    ]
