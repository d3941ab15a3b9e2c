"""Who has died and still draws a pension, and the lists that two departments hold of the dead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tests.e2e.conftest import Town

from banji.accounts.roles import Role
from banji.addresses.scope import villages_of
from banji.cases.evidence import add_evidence
from banji.cases.runner import take
from banji.exchange import inbox
from banji.exchange.models import Batch
from banji.files.operations import store
from banji.foundation import clock
from banji.identity.numbers import check_digit
from banji.matters.deaths.operations import Signal, take_signal
from banji.register.models import Person, Registration
from banji_demo.lists import Paid, PersonList, funeral_benefits
from banji_demo.lists.listed import Kind, Row

CREMATIONS = "civil_affairs.cremations"
STRANGER = "51990419410203001"


@dataclass(frozen=True, slots=True)
class Pensioner:
    """Somebody who has died, is cancelled by now, and still draws a pension."""

    person: Person
    name: str
    died_on: date


def two_who_still_draw(town: Town, paid: PersonList) -> list[Pensioner]:
    """Of the dead on the list of payees, two who are registered at the first station."""
    near = Registration.objects.filter(
        village__in=villages_of(town.offices.stations[0].actor(Role.CLERK), clock.today()),
        recorded_to=None,
        valid_to=None,
        status=Registration.Status.ACTIVE,
    )
    persons = {one.person.external_ref: one.person for one in near.select_related("person")}
    died = dict(town.city.truth.select("external_ref", "died_on").iter_rows())
    known = town.city.people.select("name", "citizen_id_no").rows()
    found = [
        Pensioner(persons[row.external_ref], str(row.cells[0]), date.fromisoformat(died[row.external_ref]))
        for row in paid.rows
        if row.kind == Paid.DEAD_UNCANCELLED and row.external_ref in persons and row.cells[:2] in known
    ]
    return found[:2]


def cancel(town: Town, who: Pensioner) -> Pensioner:
    """The family comes to the counter with its papers: the registration is cancelled the same day."""
    clerk = town.offices.stations[0].actor(Role.CLERK)
    said = Signal(
        person_id=who.person.pk, source="FAMILY", strength="A", received_on=clock.today(), died_on=who.died_on
    )
    case = take_signal(said, by=clerk)
    for paper in ("DEATH_CERTIFICATE", "HOUSEHOLD_BOOK", "DECEASED_ID_CARD"):
        add_evidence(case.pk, paper, by=clerk, issued_on=clock.today())
    facts = {"died_on": who.died_on, "declarant": "死者家属", "declarant_relation": "子女"}
    take(case.pk, "declare", by=clerk, facts=facts)
    return who


def a_list_of_civil_affairs(town: Town) -> Batch:
    office = town.offices.civil_affairs
    by = office.actor(Role.LIAISON)
    with town.list_path.open("rb") as file:
        stored = store(file, name=town.list_path.name, by=by)
    return inbox.receive(feed=CREMATIONS, sender=office.organisation, file=stored, by=by)


def months_list(town: Town) -> PersonList:
    """The city's dead, somebody nobody here knows, and a row without the day of death."""
    listed = funeral_benefits(town.city, year=2016, seed=town.city.seed)
    number = STRANGER + check_digit(STRANGER)
    known = list(listed.rows[0].cells)
    stranger = (None, "欧阳远客", "男", number, "1941-02-03", "2016-12-30", "2017-02-06", *known[7:])
    rows = (
        *listed.rows,
        Row(Kind.NOT_REGISTERED, None, stranger),
        Row(Kind.CLEAN, None, (*known[:5], None, *known[6:])),
    )
    return replace(listed, rows=rows)
