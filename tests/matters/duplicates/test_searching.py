"""A search of the register: what it finds, what it leaves alone, and that nothing is opened twice."""

from __future__ import annotations

from datetime import date

import pytest
from tests.matters.duplicates.scene import BORN, BY, FARM_NUMBER, Scene, kinds
from tests.matters.duplicates.test_numbers import BAD_CHECK, shares
from tests.reconciliation.scene import number
from tests.register.people import make_household, make_person

from banji.audit.verify import verify
from banji.foundation.errors import Refused
from banji.foundation.models import LongJob
from banji.foundation.progress import latest
from banji.matters.duplicates.models import Search, Suspicion
from banji.matters.duplicates.operations import JOB, start_search
from banji.matters.duplicates.searching import run

# The snapshot is read over a connection of its own.
pytestmark = pytest.mark.django_db(transaction=True)
TWICE, SHARED, WRONG = "duplicate_registration", "duplicate_number", "wrong_number"


def test_what_a_search_finds(scene: Scene) -> None:
    """One man twice; a number with two holders of other names; a check digit that fails; and a family left alone."""
    village = scene.cast.places.east_villages[1]
    home = make_household(village, number="5190000031")
    father, twin = date(1960, 5, 6), date(1990, 3, 4)
    make_person(home, village, name="陈建国", born=father, number=number(father, 11))
    make_person(
        home, village, name="陈建国", born=twin, number=number(twin, 13), relation="20"
    )  # his father's name
    make_person(home, village, name="陈伟", born=twin, number=number(twin, 15), relation="20")
    make_person(
        home, village, name="陈维", born=twin, number=number(twin, 17), relation="20"
    )  # sounds like his twin
    other = shares(scene, "王建国")
    bad = make_person(
        make_household(village, number="5190000033"), village, name="赵永福", born=BORN, number=BAD_CHECK
    )
    scene.search()
    assert kinds() == [TWICE, SHARED, WRONG]
    twice, shared, wrong = Suspicion.objects.order_by("pk")
    assert {twice.first_id, twice.second_id} == {scene.farm.person_id, scene.town.person_id}
    assert {shared.first_id, shared.second_id} == {scene.farm.person_id, other.person_id}
    assert (wrong.first_id, wrong.why) == (bad.person_id, ["check_digit", "unknown_prefix"][: len(wrong.why)])
    found = Search.objects.get()
    assert found.counts == {kind: {"found": 1} for kind in (TWICE, SHARED, WRONG)}
    assert list(verify()) == []

    scene.search()
    assert Suspicion.objects.count() == 3, "the same again opens nothing"
    assert Search.objects.latest("started_at").counts == found.counts


def test_a_pair_that_may_be_one_person_is_looked_at_as_such_first(scene: Scene) -> None:
    """One man twice under one number: whether two people share it is asked once they are known to be two."""
    same = shares(scene, "李大山")
    scene.search()
    pairs = Suspicion.objects.filter(second__isnull=False).values_list("kind", flat=True)
    assert SHARED not in pairs
    case = Suspicion.objects.get(first__in=[scene.farm.person_id, same.person_id], second__in=[scene.farm.person_id, same.person_id]).case  # fmt: skip
    scene.case = case
    scene.paper("CHECK_RECORD")
    scene.take("check", comparison="DIFFERENT", comparison_no="公比〔2017〕9号", finding="两人均到所")
    scene.take("confirm_different", scene.county)
    scene.search()
    assert SHARED in kinds()


def test_three_of_one_person_wait_for_each_other_at_most_once(scene: Scene) -> None:
    """Three registrations are three pairs, and each person has one open case of the kind: all three find a place."""
    village = scene.cast.places.east_villages[1]
    make_person(
        make_household(village, number="5190000041"),
        village,
        name="李大山",
        born=BORN,
        number=number(BORN, 91),
    )
    scene.search()
    assert kinds() == [TWICE] * 3


def test_a_search_that_was_killed_goes_on(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    shares(scene)
    real, done = run.take_up, []

    def killed(suspect: object, **given: object) -> str:
        if done:
            raise KeyboardInterrupt
        done.append(suspect)
        return real(suspect, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "take_up", killed)
    found = start_search(by=BY)
    with pytest.raises(KeyboardInterrupt):
        run.search(found.pk, by=BY)
    assert (kinds(), Search.objects.get().ended_at) == ([TWICE], None)
    monkeypatch.setattr(run, "take_up", real)
    LongJob.objects.filter(kind=JOB).update(state=LongJob.FAILED)  # as the page shows it
    assert start_search(by=BY).pk == found.pk, "it goes on with the one that has not ended"
    run.search(found.pk, by=BY)
    assert kinds() == [TWICE, SHARED]
    assert Search.objects.get().counts[TWICE] == {"found": 1}
    job = latest(JOB, str(found.pk))
    assert job is not None
    assert job.state == LongJob.DONE
    run.search(found.pk, by=BY)
    assert len(kinds()) == 2


def test_only_a_city_officer_starts_one(scene: Scene) -> None:
    for who in (scene.cast.officer, scene.county, scene.cast.supervisor):
        with pytest.raises(Refused):
            start_search(by=who.actor)
    first = start_search(by=scene.city.actor)
    assert start_search(by=scene.city.actor).pk == first.pk


def test_who_died_meanwhile_is_left_alone(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The register is read once; each pair is looked up again before its case is opened."""
    from banji.register import operations

    real = run.shared_numbers

    def late(on: date) -> list[object]:
        operations.cancel_death(
            person_id=scene.farm.person_id, died_on=date(2017, 2, 3), reason="死亡证明", case_no="",
            by=scene.cast.officer.actor, seen_registration_id=scene.farm.registration.pk,
        )  # fmt: skip
        return list(real(on))

    monkeypatch.setattr(run, "shared_numbers", late)
    scene.search()
    assert kinds() == []
    assert Search.objects.get().counts[TWICE] == {"found": 1, "gone": 1}


def test_odd_numbers_and_their_reasons(scene: Scene) -> None:
    from banji.register.access.odd_numbers import odd_numbers

    village = scene.cast.places.village
    home = make_household(village, number="5190000051")
    odd = {
        "sex": number(BORN, 12),
        "birth": number(date(1962, 8, 10), 13),
        "length": "51990119620809",
        "unknown_prefix": "99" + FARM_NUMBER[2:],
    }
    people = {
        what: make_person(home, village, name=f"周{what}", born=BORN, number=digits)
        for what, digits in odd.items()
    }
    found = {one.person_id: one for _n, some in odd_numbers(date(2017, 3, 1)) for one in some}
    said = {what: found[who.person_id].why if who.person_id in found else () for what, who in people.items()}
    assert said["sex"][0] == "sex"
    assert said["birth"][0] == "birth"
    assert said["length"] == ("length",)
    assert said["unknown_prefix"] == ("check_digit",), "it is the digit that fails, never the prefix"
    assert scene.farm.person_id not in found
    assert found[people["unknown_prefix"].person_id].repairs
