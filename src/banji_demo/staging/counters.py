"""What people come to the counters for meanwhile: they are born, move, marry, divide and join households. Each by the
operation of the register, with the papers that the law lists, and nobody's case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from banji.accounts.roles import Role
from banji.addresses.scope import villages_of
from banji.exchange.timeliness import rules_on
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.ids import uuid7
from banji.law import papers
from banji.register import operations as do
from banji.register.models import HeadTask, RegisterEvent, Registration
from banji.register.queries.axes import as_of
from banji.register.queries.households import HEAD, registered_in
from banji_demo.city.numbers import number
from banji_demo.staging.cases import A_MONTH_LATER, NOTICES, SERVICE, VISITS
from banji_demo.staging.families import SPOUSES, Families, Family, NobodyFits, Somebody, another_door, whole
from banji_demo.staging.offices import Office, Offices

DAY = timedelta(days=1)
FIRST_DAY = date(2017, 3, 1)
ENLISTED_ON = date(2016, 9, 12)
CHILDREN = ("梓涵", "子轩", "欣怡", "浩宇", "雨桐", "思源")
NEW_NAME = "致远"
# Who comes from other cities, and is in no list: numbers of the prefix that no county of ours has.
NEWCOMERS = (
    ("苏明哲", "1", 19860411),
    ("尹素云", "2", 19900820),
    ("骆长青", "1", 19790103),
    ("康若兰", "2", 19950617),
)


class Errand(NamedTuple):
    """Something that people come for, at the first so many stations."""

    what: str
    do: Callable[[Counters, Office], None]
    stations: int


class Counters:
    """The counters of all stations. `dead` maps external_ref to the true day of death: nobody comes who is dead."""

    def __init__(self, offices: Offices, dead: Mapping[str, date | None], seed: int) -> None:
        self._stations = offices.stations
        self._families = {
            office.organisation.pk: Families(office.actor(Role.CLERK), dead, seed)
            for office in offices.stations
        }
        self._leavers: dict[int, UUID] = {}
        self._renamed: list[RegisterEvent] = []
        self._serial = 0

    def tell(self) -> Iterator[str]:
        """What is done on the day on which the clock stands."""
        done: Counter[str] = Counter()
        for errand in _ERRANDS.get(clock.today(), ()):
            for office in self._stations[: errand.stations]:
                with suppress(NobodyFits):
                    errand.do(self, office)
                    done[errand.what] += 1
        if done:
            yield f"{clock.today()}: at the counters · " + ", ".join(
                f"{what} {n}" for what, n in done.items()
            )

    def born(self, office: Office) -> None:
        """Registered where the mother is, a few days after the birth."""
        self._birth(office, 9)

    def born_long_ago(self, office: Office) -> None:
        """Beyond the month: registered all the same, and said to be late."""
        self._birth(office, 200)

    def died_before(self, office: Office) -> None:
        """Birth and death are registered both (户口登记条例 Art 9)."""
        self._birth(office, 6, died=do.DiedBefore(clock.today() - 5 * DAY))

    def moved(self, office: Office) -> None:
        """A family of three takes a flat elsewhere in the area, in one stop."""
        family = self._take(office, lambda f: whole(f) and len(f.members) == 3 and f.children(0, 17))
        there = self._take(office, lambda f: f.seat.village_id != family.seat.village_id)
        adults = [one.particulars.name for one in family.members if one.age >= 18]
        do.move_within(
            home=do.Home({one.person: one.relation for one in family.members}, seat=another_door(there.seat, 68)),
            ground="dwelling", on=clock.today(), papers=_papers("move_within.dwelling"), by=_clerk(office),
            seen=family.seen, consents=adults,
        )  # fmt: skip

    def left(self, office: Office) -> None:
        """A grown-up child goes to the provincial capital, with a migration certificate."""
        family = self._take(office, lambda f: whole(f) and f.children(22, 35))
        self._move_out(office, family.children(22, 35)[0])

    def head_left(self, office: Office) -> None:
        """The family needs another head, and nobody has come for it yet."""
        family = self._take(office, lambda f: whole(f) and f.the(HEAD).age < 60)
        self._move_out(office, family.the(HEAD))

    def enlisted(self, office: Office) -> None:
        """Declared half a year late; no migration certificate (户口登记条例 Art 11)."""
        family = self._take(office, lambda f: any(one.since < ENLISTED_ON for one in _sons(f)))
        son = next(one for one in _sons(family) if one.since < ENLISTED_ON)
        do.cancel(
            person_id=son.person, ground="ENLISTED", on=ENLISTED_ON, papers=_papers("cancel.enlisted"),
            by=_clerk(office), seen_registration_id=son.seen,
        )  # fmt: skip

    def divided(self, office: Office) -> None:
        """The young couple forms a household of its own, at the same address."""
        family = self._take(
            office, lambda f: len(f.of("28", "38")) == 1 and _married(f) and _only_they_have_children(f)
        )
        young, partner = _married(family)[0], family.of("28", "38")[0]
        leaving = {young.person: HEAD, partner.person: "12" if partner.relation == "38" else "11"}
        leaving |= {
            one.person: "20" if one.particulars.sex == "1" else "30"
            for one in family.of("41", "42", "43", "44")
        }
        do.divide(
            household_id=family.household, leaving=leaving, ground="marriage", papers=_papers("divide.marriage"),
            by=_clerk(office), seen={p: row for p, row in family.seen.items() if p in leaving}, on=clock.today(),
        )  # fmt: skip

    def merged(self, office: Office) -> None:
        """Somebody who lived alone joins relatives."""
        alone = self._take(office, lambda f: len(f.members) == 1 and f.of(HEAD))
        host = self._take(office, lambda f: whole(f) and f.seat.village_id == alone.seat.village_id)
        do.merge(
            household_id=alone.household, into=host.household, relations={alone.the(HEAD).person: "97"},
            papers=_papers("merge"), by=_clerk(office), seen=alone.seen, on=clock.today(),
        )  # fmt: skip

    def relation_corrected(self, office: Office) -> None:
        """Written as the eldest son, and was the second all the time."""
        son = self._take(office, lambda f: f.of("22") and not f.of("23")).the("22")
        do.correct_relation(
            person_id=son.person, relation="23", papers=_papers("correct.other"), by=_clerk(office), seen=son.seen,
            reason="录入错误，应为次子",
        )  # fmt: skip

    def corrected(self, office: Office) -> None:
        head = self._take(office, whole).the(HEAD)
        do.correct(
            person_id=head.person, values={"native_place": "四川资阳"}, papers=_papers("correct.other"),
            by=_clerk(office), seen=head.particulars.pk, reason="原登记漏填籍贯",
        )  # fmt: skip

    def renamed(self, office: Office) -> None:
        child = self._take(office, lambda f: f.children(3, 15)).children(3, 15)[0]
        event = do.change(
            person_id=child.person, values={"name": child.particulars.name[:1] + NEW_NAME}, on=clock.today(),
            papers=_papers("change.name"), by=_clerk(office), seen=child.particulars.pk, reason="父母协商一致申请变更姓名",
        )  # fmt: skip
        self._renamed.append(event)

    def arrived(self, office: Office) -> None:
        """From another city, with the certificate, into a household of his own."""
        name, sex, born = NEWCOMERS[self._serial % len(NEWCOMERS)]
        self._serial += 1
        birth, person = date.fromisoformat(str(born)), uuid7()
        near = self._take(office, whole)
        do.move_in(
            person_id=person, home=do.Home({person: HEAD}, seat=another_door(near.seat, 96)), ground="work",
            newcomer=do.Newcomer(name, sex, birth, "01", number=number(519900, born, 950 + 2 * self._serial + (sex == "1"))),
            on=clock.today() - 2 * DAY, papers=_papers("move_in.work"), by=_clerk(office),
            certificate_valid_until=clock.today() + 20 * DAY,
        )  # fmt: skip

    def taken_in_elsewhere(self, office: Office) -> None:
        """The other city has registered who left from here last; who left before him is still on the way."""
        person = self._leavers.get(office.organisation.pk)
        if person is None:
            raise NobodyFits
        do.arrived_elsewhere(
            person_id=person, on=clock.today() - 20 * DAY, by=_clerk(office),
            seen_registration_id=_seen([person])[person], external_ref="迁移证回执",
        )  # fmt: skip

    def head_chosen(self, office: Office) -> None:
        """Whoever was the head's spouse follows, and the relations of the others hold for both. One family of the first
        station has not come yet."""
        left_for_visitors = 1 if office is self._stations[0] else 0
        for household in _without_head(office)[left_for_visitors:]:
            rows = as_of(registered_in([household], clock.today()), clock.today())
            before = dict(rows.values_list("person_id", "relation_to_head"))
            spouses = [person for person, relation in before.items() if relation in SPOUSES]
            if len(spouses) == 1 and all(
                relation[0] in "234" for p, relation in before.items() if p not in spouses
            ):
                do.choose_head(
                    household_id=household, relations=before | {spouses[0]: HEAD}, by=_clerk(office),
                    seen=_seen(before), on=clock.today(), papers=_papers("choose_head"),
                )  # fmt: skip

    def name_taken_back(self, office: Office) -> None:
        """The change of name had been entered for the wrong child."""
        if not self._renamed:
            raise NobodyFits
        event = self._renamed.pop(0)
        do.revoke(event_id=event.pk, reason="登记对象有误", by=office.actor(Role.STATION_CHIEF))

    def _birth(self, office: Office, days_ago: int, died: do.DiedBefore | None = None) -> None:
        family = self._take(office, lambda f: whole(f) and _mothers(f))
        mother, father = (
            _mothers(family)[0],
            next(one for one in _couple(family) if one.particulars.sex == "1"),
        )
        self._serial += 1
        sex, given = "12"[self._serial % 2], CHILDREN[self._serial % len(CHILDREN)]
        child = do.Newcomer(
            father.particulars.name[:1] + given,
            sex,
            clock.today() - days_ago * DAY,
            father.particulars.ethnicity,
        )
        do.register_birth(
            person_id=uuid7(), child=child, follows=mother.person, other_parent=father.person,
            relation_to_head="20" if sex == "1" else "30", papers=_papers("birth.in_wedlock"), by=_clerk(office), died=died,
        )  # fmt: skip

    def _move_out(self, office: Office, who: Somebody) -> None:
        self._serial += 1
        do.move_out(
            persons=[who.person], to="四川省成都市", ground="same_province", on=clock.today(),
            papers=_papers("move_out.same_province"), by=_clerk(office), seen={who.person: who.seen},
            certificate_no=f"川迁字第{self._serial:08d}号",
        )  # fmt: skip
        self._leavers[office.organisation.pk] = who.person

    def _take(self, office: Office, fits: Callable[[Family], object]) -> Family:
        return self._families[office.organisation.pk].take(fits)


# What people come for on which day; the first station is the one whose people sign in.
_ERRANDS: Mapping[date, tuple[Errand, ...]] = {
    FIRST_DAY: (
        Errand("births within the month", Counters.born, 9),
        Errand("births beyond the month", Counters.born_long_ago, 2),
        Errand("changes of name", Counters.renamed, 2),
    ),
    VISITS: (
        Errand("families of three moved within the city", Counters.moved, 3),
        Errand("moved out with a certificate", Counters.left, 4),
        Errand("enlisted", Counters.enlisted, 2),
    ),
    NOTICES: (
        Errand("households divided on marriage", Counters.divided, 2),
        Errand("households merged", Counters.merged, 2),
        Errand("relations corrected", Counters.relation_corrected, 2),
        Errand("particulars corrected", Counters.corrected, 2),
    ),
    SERVICE: (
        Errand("moved in from another city", Counters.arrived, 4),
        Errand("died before the birth was registered", Counters.died_before, 1),
        Errand("heads moved out of their families", Counters.head_left, 2),
    ),
    A_MONTH_LATER: (
        Errand("births within the month", Counters.born, 4),
        Errand("names taken back", Counters.name_taken_back, 1),
        Errand("arrived in another city", Counters.taken_in_elsewhere, 4),
        Errand("stations where families chose new heads", Counters.head_chosen, 9),
    ),
}


def _papers(name: str) -> list[do.Brought]:
    """What the closed list asks for: each paper that is needed, the first of those of which one is enough."""
    today = clock.today()
    asked = papers.missing(f"register.{name}", (), profile=rules_on(today).profile, on=today)
    return [do.Brought(group[0].paper.id) for group in asked]


def _clerk(office: Office) -> Actor:
    return office.actor(Role.CLERK)


def _seen(persons: Collection[UUID]) -> dict[UUID, int]:
    rows = as_of(Registration.objects.filter(person__in=persons), clock.today())
    return dict(rows.values_list("person_id", "pk"))


def _without_head(office: Office) -> list[UUID]:
    today = clock.today()
    here = as_of(Registration.objects.filter(village__in=villages_of(_clerk(office), today)), today)
    tasks = HeadTask.objects.filter(recorded_to=None, household__in=here.values("household"))
    return list(tasks.order_by("pk").values_list("household_id", flat=True))


def _couple(family: Family) -> list[Somebody]:
    return family.of(HEAD, *SPOUSES)


def _mothers(family: Family) -> list[Somebody]:
    return [one for one in _couple(family) if one.particulars.sex == "2" and 20 <= one.age <= 40]


def _sons(family: Family) -> list[Somebody]:
    return [one for one in family.children(18, 22) if one.particulars.sex == "1"]


def _married(family: Family) -> list[Somebody]:
    """The child of the head who is of an age with the one child-in-law in the house."""
    (partner,) = family.of("28", "38")
    sex = "1" if partner.relation == "38" else "2"
    return [one for one in family.children(20, 45) if one.particulars.sex == sex]


def _only_they_have_children(family: Family) -> bool:
    return len(_married(family)) == 1 and len(family.children(0, 120)) == 1
