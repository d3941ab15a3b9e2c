"""Taking over a register with its past: chains and events of earlier years, and what of them cannot stand."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from banji.audit.verify import verify
from banji.foundation.errors import Refused
from banji.register import loading
from banji.register.loading import Report, counts
from banji.register.models import HouseholdParticulars, Person, RegisterEvent, Registration
from banji.register.queries.cancelled import cancellation_of
from banji_demo.city import generate
from banji_ziyang.city import load_divisions
from tests.cast import Places, make_places
from tests.register.city import LOADER, PEOPLE, Rows, load_city, refused, write_city
from tests.register.history import CHAINS, EVENTS, FOLK, HOMES, happened, row
from tests.register.searched import searched_as_registered  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def var(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"


@pytest.fixture
def places() -> Places:
    return make_places()


def load_past(folder: Path, **parts: Rows) -> Report:
    given = {"households": HOMES, "people": FOLK, "registrations": CHAINS, "events": EVENTS} | parts
    return load_city(folder, **given)


def chain(ref: str) -> list[Registration]:
    rows = Registration.objects.filter(person__external_ref=ref, recorded_to=None)
    return list(rows.select_related("village").order_by("valid_from"))


def counted(report: Report) -> dict[str, tuple[int, int, int]]:
    """Received, accepted and set aside, by table; nothing may be lost between them."""
    found = counts.of(report.load)
    assert all(one.known == 0 or (one.known > 0 and report.load.kind == "later") for one in found), found
    return {one.table: (one.received, one.accepted, one.refused) for one in found}


def test_a_chain_and_its_events_are_taken_over_as_they_are(places: Places, tmp_path: Path) -> None:
    report = load_past(tmp_path / "in")
    assert (report.load.accepted, report.load.rejected) == (4, 0)
    assert counted(report) == {
        "households": (4, 4, 0), "people": (4, 4, 0), "registrations": (5, 5, 0), "events": (4, 4, 0),
        "signs_of_life": (1, 1, 0),
    }  # fmt: skip
    first, second = chain("P1")
    assert (first.valid_from, first.valid_to, first.village_id) == (
        date(1975, 5, 1),
        date(2010, 10, 1),
        places.west_villages[0].pk,
    )
    assert (first.address_text, second.address_text) == ("新桥村4组8号", "李家村3组12号")
    assert (second.valid_to, second.legacy_hukou_category) == (None, "AGRICULTURAL")
    event = RegisterEvent.objects.get(external_ref="E1")
    assert (event.kind, event.event_date, event.details, event.decided_by, event.reason) == (
        "MOVE_WITHIN", date(2010, 10, 1), {"loaded": True}, "旧系统", "市内移居",
    )  # fmt: skip
    assert second.event_id == event.pk
    loaded = RegisterEvent.objects.get(person=first.person_id, kind="LOADED")
    assert first.event_id == loaded.pk
    assert RegisterEvent.objects.get(external_ref="E4").seq == 2
    assert list(verify()) == []


def test_a_death_of_earlier_years_says_on_what_day_it_was(places: Places, tmp_path: Path) -> None:
    load_past(tmp_path / "in")
    found = cancellation_of(Person.objects.get(external_ref="P3").pk)
    assert found is not None
    assert found.died_on == date(2016, 8, 9)


def test_a_familys_book_ends_when_its_last_member_has_moved(places: Places, tmp_path: Path) -> None:
    load_past(tmp_path / "in")
    books = {
        book.household_no: (book.valid_from, book.valid_to) for book in HouseholdParticulars.objects.all()
    }
    assert books["H0"] == (date(1975, 5, 1), date(2010, 10, 1))
    assert books["H2"] == (date(1960, 1, 1), date(2016, 8, 9))
    assert books["H1"] == (date(2010, 10, 1), None)


def test_who_is_on_the_way_is_nobodys_member(places: Places, tmp_path: Path) -> None:
    on_the_way = row("P2", "", "2016-12-01", status="IN_TRANSIT", relation_to_head="12")
    registrations = [
        *(r | {"valid_to": "2016-12-01"} if r["external_ref"] == "P2" else r for r in CHAINS),
        on_the_way,
    ]
    people, registrations = ([r for r in rows if r["external_ref"] != "P1"] for rows in (FOLK, registrations))
    report = load_past(
        tmp_path / "in", people=people, registrations=registrations, events=EVENTS[1:], signs=[]
    )
    assert report.load.rejected == 0
    now = chain("P2")[-1]
    assert (now.status, now.household_id) == ("IN_TRANSIT", None)
    assert HouseholdParticulars.objects.get(household_no="H1").valid_to == date(2016, 12, 1)
    assert list(verify()) == []


def test_who_has_no_history_is_taken_over_as_he_stands(places: Places, tmp_path: Path) -> None:
    report = load_past(tmp_path / "in")
    (only,) = chain("P4")
    assert (only.valid_from, only.valid_to) == (date(2015, 9, 1), None)
    remarks = (report.reports / "remarks.csv").read_text("utf-8-sig")
    assert remarks.count("There is no history of this person") == 1


def test_what_is_only_odd_is_remarked(places: Places, tmp_path: Path) -> None:
    odd = [r | {"event_date": "2010-09-30"} if r["event_ref"] == "E1" else r for r in EVENTS]
    elsewhere = [r | {"village_code": "519901100202"} if r.get("event_ref") == "E2" else r for r in CHAINS]
    report = load_past(tmp_path / "in", events=odd, registrations=elsewhere)
    assert report.load.rejected == 0
    assert [(r.village.code, r.address_text) for r in chain("P2")] == [("519901100202", "")]
    remarks = (report.reports / "remarks.csv").read_text("utf-8-sig")
    assert remarks.count("The household is in another village.") == 1
    assert "The event that began the row is of another day, 2010-09-30." in remarks


# ------------------------------------------------------------------ what cannot stand

# Of somebody registered since 1 May 2000: the rows of his chain, and why the second one cannot stand.
_FIRST = ("2000-05-01", "2010-01-01")
FAULTS: dict[str, tuple[tuple[str, str], dict[str, str]]] = {
    "Between row {first} and this one nothing is said.": (_FIRST, {"valid_from": "2010-01-02"}),
    "Its time overlaps with that of row {first}.": (_FIRST, {"valid_from": "2009-12-31"}),
    "Row {first} has no end, and yet this one follows it.": (("2000-05-01", ""), {}),
    "The last row ends on 2016-01-01, and nothing is said after it.": (_FIRST, {"valid_to": "2016-01-01"}),
    "The row ends on 2010-01-01, and has not lasted a day.": (_FIRST, {"valid_to": "2010-01-01"}),
    "The registration begins on 1979-12-31, before the birth.": (
        ("2000-05-01", ""), {"valid_from": "1979-12-31", "valid_to": "2000-05-01"}
    ),
    "This is no date written as YYYY-MM-DD: valid_from 2010-1-1.": (_FIRST, {"valid_from": "2010-1-1"}),
    "The date lies in the future: valid_to 2990-01-01.": (_FIRST, {"valid_to": "2990-01-01"}),
    "The date lies before 1840: valid_from 1010-01-01.": (
        ("2000-05-01", ""), {"valid_from": "1010-01-01", "valid_to": "2000-05-01"}
    ),
    "The day it began is missing.": (_FIRST, {"valid_from": ""}),
    "The status 'GONE' is not ACTIVE, IN_TRANSIT or CANCELLED.": (_FIRST, {"status": "GONE"}),
    "Not cancelled, and yet for the reason 'DEATH'.": (_FIRST, {"cancel_reason": "DEATH"}),
    "Registered, but in no household.": (_FIRST, {"household_no": ""}),
    "The household 'H7' is not in the table of households.": (_FIRST, {"household_no": "H7"}),
    "The row of the household HX was refused.": (_FIRST, {"household_no": "HX"}),
    "The village code '1' is not in the list of divisions.": (_FIRST, {"village_code": "1"}),
    "The event 'E9' is not among the events of this person that can stand.": (_FIRST, {"event_ref": "E9"}),
    "The event 'E3' is not among the events of this person that can stand.": (_FIRST, {"event_ref": "E3"}),
    "address_text is too long.": (_FIRST, {"address_text": "长" * 301}),
}  # fmt: skip
DISAGREEING: dict[str, dict[str, str]] = {
    "The history ends in another household, H1.": {"household_no": "H3"},
    "The history ends with another status, ACTIVE.": {"status": "CANCELLED", "valid_to": "2016-01-01"},
    "The history ends with another relation to the head, '23'.": {"relation_to_head": "22"},
    "The history says 2010-01-01 for the day on which this row begins.": {"valid_from": "2010-01-02"},
    "The history says 2000-05-01 for the day on which this row begins.": {"valid_from": "2000-04-30"},
}
DISAGREEING_DEAD: dict[str, dict[str, str]] = {
    "The history ends with another status, CANCELLED.": {
        "status": "ACTIVE",
        "valid_to": "",
        "cancel_reason": "",
    },
    "The history ends with another reason of cancellation, 'DEATH'.": {"cancel_reason": "ENLISTED"},
    "The history is cancelled from 2016-08-09 on, this row has another day.": {"valid_to": "2016-08-10"},
}


def somebody(ref: str, **other: str) -> dict[str, str]:
    return {
        "external_ref": ref,
        "household_no": "H1",
        "name": "李三",
        "sex": "1",
        "birth_date": "1980-01-01",
    } | other


def test_a_chain_that_cannot_stand_is_set_aside_as_a_whole(places: Places, tmp_path: Path) -> None:
    """One load with one person for each reason: the culprit row says why, the others and the person name it."""
    people, registrations = [*FOLK], [*CHAINS]
    for n, (first, change) in enumerate(FAULTS.values()):
        ref = f"F{n:02}"
        people.append(somebody(ref))
        registrations += [row(ref, "H2", *first), row(ref, "H1", "2010-01-01") | change]
    broken = {"household_no": "HX", "village_code": "519901999999"}
    report = load_past(
        tmp_path / "in", people=people, registrations=registrations, households=[*HOMES, broken]
    )
    assert (report.load.accepted, Person.objects.count()) == (4, 4)
    of_rows, of_people = refused(report, "registrations"), refused(report, "people")
    assert (len(of_rows), len(of_people)) == (2 * len(FAULTS), len(FAULTS))
    for n, reason in enumerate(FAULTS):
        first, culprit = len(CHAINS) + 2 * n + 1, len(CHAINS) + 2 * n + 2
        assert of_rows[str(culprit)] == reason.format(first=first)
        assert (
            of_rows[str(first)]
            == f"Row {culprit} of this person's history cannot stand, and so none of it is taken over."
        )
        assert (
            of_people[str(len(FOLK) + n + 1)]
            == f"Row {culprit} of the registrations of this person cannot stand."
        )
    assert counted(report)["registrations"] == (len(registrations), 5, 2 * len(FAULTS))
    assert list(verify()) == []


def test_a_row_that_disagrees_with_its_chain_is_set_aside_with_it(places: Places, tmp_path: Path) -> None:
    people, registrations = [*FOLK], [*CHAINS]
    dead = [r for r in CHAINS if r["external_ref"] == "P3"]
    for n, change in enumerate(DISAGREEING.values()):
        people.append(
            somebody(f"D{n}", relation_to_head="23", valid_from="2010-01-01", status="ACTIVE") | change
        )
        registrations += [
            row(f"D{n}", "H2", "2000-05-01", "2010-01-01"), row(f"D{n}", "H1", "2010-01-01", relation_to_head="23")
        ]  # fmt: skip
    for n, change in enumerate(DISAGREEING_DEAD.values()):
        people.append(PEOPLE[2] | {"external_ref": f"X{n}", "citizen_id_no": ""} | change)
        registrations += [r | {"external_ref": f"X{n}", "event_ref": ""} for r in dead]
    report = load_past(tmp_path / "in", people=people, registrations=registrations)
    assert list(refused(report, "people").values()) == [*DISAGREEING, *DISAGREEING_DEAD]
    following = defaultdict(set)
    for number, reason in refused(report, "registrations").items():
        following[registrations[int(number) - 1]["external_ref"]].add(reason)
    refs = [r["external_ref"] for r in people[len(FOLK) :]]
    assert following == {ref: {f"The row of the person {ref} was refused."} for ref in refs}
    assert (report.load.accepted, counted(report)["registrations"][1]) == (4, 5)


EVENTS_REFUSED: dict[str, dict[str, str]] = {
    "There is no event_ref.": {"event_ref": ""},
    "The event E1 stands in an earlier row already.": {"event_ref": "E1"},
    "There is no external_ref.": {"external_ref": ""},
    "'P7' is not in the table of people.": {"external_ref": "P7"},
    "The kind 'LOADED' is not in the code table.": {"kind": "LOADED"},
    "The kind 'MARRIED' is not in the code table.": {"kind": "MARRIED"},
    "The day '' is missing, impossible or in the future.": {"event_date": ""},
    "The day '2990-01-01' is missing, impossible or in the future.": {"event_date": "2990-01-01"},
    "The event of 1949-12-31 lies before the birth.": {"event_date": "1949-12-31"},
    "The place '0' within the day is no number from 1.": {"seq": "0"},
    "An earlier event of this person and day has the place 1 already.": {
        "event_date": "2010-10-01",
        "seq": "1",
    },
    "case_no is too long.": {"case_no": "长" * 41},
    "The row of the person P5 was refused.": {"external_ref": "P5"},
}


def test_an_event_that_cannot_stand_is_set_aside_alone(places: Places, tmp_path: Path) -> None:
    others = [
        happened(f"R{n}", "P1", "CHANGE", f"2012-01-{n + 1:02}") | change
        for n, change in enumerate(EVENTS_REFUSED.values())
    ]
    people = [*FOLK, somebody("P5", sex="9", household_no="H9")]
    report = load_past(tmp_path / "in", people=people, events=[*EVENTS, *others])
    assert list(refused(report, "events").values()) == list(EVENTS_REFUSED)
    assert (report.load.accepted, counted(report)["events"]) == (4, (17, 4, 13))


def test_history_of_today_leaves_room_for_being_loaded(places: Places, tmp_path: Path) -> None:
    from banji.foundation import clock

    today = clock.today().isoformat()
    load_past(tmp_path / "in", events=[*EVENTS, happened("E5", "P1", "CHANGE", today)])
    events = RegisterEvent.objects.filter(person__external_ref="P1", event_date=today).order_by("seq")
    assert list(events.values_list("kind", "seq")) == [("CHANGE", 1), ("LOADED", 2)]


# ------------------------------------------------------------------ again, later, killed


def test_corrected_history_comes_back_with_its_person(places: Places, tmp_path: Path) -> None:
    broken = [r | {"valid_to": "2010-09-30"} if r["valid_to"] == "2010-10-01" else r for r in CHAINS]
    report = load_past(tmp_path / "in", registrations=broken)
    assert (report.load.accepted, Person.objects.filter(external_ref="P1").exists()) == (3, False)
    corrected = write_city(tmp_path / "again", households=HOMES)
    for table in ("people", "registrations", "events"):
        text = (report.reports / "refused" / f"{table}.csv").read_text("utf-8-sig")
        (corrected / f"{table}.csv").write_text(
            text.replace("2010-09-30", "2010-10-01"), encoding="utf-8-sig"
        )
    again = loading.load(corrected, by=LOADER)
    assert (again.load.kind, again.load.accepted, again.load.rejected) == ("later", 1, 0)
    assert [counted(again)[table] for table in ("registrations", "events")] == [(2, 2, 0), (1, 1, 0)]
    rows = chain("P1")
    assert [(r.valid_from, r.valid_to) for r in rows] == [
        (date(1975, 5, 1), date(2010, 10, 1)),
        (date(2010, 10, 1), None),
    ]
    assert rows[1].event_id == RegisterEvent.objects.get(external_ref="E1").pk
    books = dict(
        HouseholdParticulars.objects.filter(recorded_to=None).values_list("household_no", "valid_to")
    )
    assert (books["H1"], books["H2"]) == (None, date(2016, 8, 9))
    assert list(verify()) == []


def test_who_is_here_keeps_his_own_history(places: Places, tmp_path: Path) -> None:
    load_past(tmp_path / "in")
    before = [row.pk for row in chain("P1")]
    newcomer = somebody("P9", household_no="H1", valid_from="2012-01-01")
    rows = [row("P9", "H2", "2000-05-01", "2012-01-01"), row("P9", "H1", "2012-01-01", event_ref="E9")]
    report = load_past(
        tmp_path / "grown",
        people=[*FOLK, newcomer],
        registrations=[*CHAINS, *rows],
        events=[*EVENTS, happened("E9", "P9", "MOVE_WITHIN", "2012-01-01")],
    )
    assert (report.load.accepted, report.load.known) == (1, 4)
    assert [row.pk for row in chain("P1")] == before
    assert [row.status for row in chain("P9")] == ["ACTIVE", "ACTIVE"]
    assert list(verify()) == []


def test_a_newcomer_with_somebody_elses_event_is_refused(places: Places, tmp_path: Path) -> None:
    load_past(tmp_path / "in")
    events = [happened("E1", "P9", "MOVE_IN", "2012-01-01")]
    with pytest.raises(Refused, match="E1"):
        load_past(tmp_path / "grown", people=[somebody("P9")], registrations=[], events=events, signs=[])
    assert not Person.objects.filter(external_ref="P9").exists()


class Killed(BaseException):
    """Stands for `kill -9`: nothing of ours catches it."""


@pytest.mark.parametrize("stage", ["prepare", "copy"])
def test_a_killed_load_goes_on_with_the_history(
    places: Places, tmp_path: Path, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("banji.register.loading.plan.CHUNK", 2)

    def kill(at: str, done: int, _total: int) -> None:
        if at == stage and done > 6:
            raise Killed

    folder = {"households": HOMES, "people": FOLK, "registrations": CHAINS, "events": EVENTS}
    with pytest.raises(Killed):
        load_city(tmp_path / "in", progress=kill, **folder)
    assert not Person.objects.exists()
    report = load_city(tmp_path / "in", **folder)
    assert (report.load.accepted, Registration.objects.count(), RegisterEvent.objects.count()) == (4, 6, 8)
    assert list(verify()) == []


# ------------------------------------------------------------------ an invented city


@pytest.fixture
def city(tmp_path: Path) -> Path:
    load_divisions(LOADER)
    folder = tmp_path / "city"
    generate(700, 7, years=10).write(folder)
    return folder


def test_an_invented_city_arrives_with_its_past(city: Path) -> None:
    report = loading.load(city, by=LOADER)
    found = counted(report)
    assert all(aside == 0 for _received, _accepted, aside in found.values())
    assert Registration.objects.count() == found["registrations"][1]
    assert RegisterEvent.objects.exclude(kind="LOADED").count() == found["events"][1]
    chains = defaultdict(list)
    for person, since, until in Registration.objects.order_by("valid_from").values_list(
        "person", "valid_from", "valid_to"
    ):
        chains[person].append((since, until))
    for rows in chains.values():
        assert [until for _since, until in rows] == [*(since for since, _until in rows[1:]), None]
    assert max(map(len, chains.values())) > 2
    assert list(verify()) == []
