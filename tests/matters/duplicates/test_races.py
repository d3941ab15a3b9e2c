"""Two officers at once: one decides, the other one is told; and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.cast import make_cast
from tests.matters.duplicates.scene import BY, Scene, kinds, make_scene
from tests.register.test_races import together

from banji.audit.verify import verify
from banji.cases.models import Case
from banji.cases.runner import take
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.matters.duplicates.kinds import TWICE
from banji.matters.duplicates.searching.opening import take_up
from banji.matters.duplicates.searching.suspects import Suspect
from banji.register.models import RegisterEvent, Survivor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene() -> Scene:
    return make_scene(make_cast())


def step(case: Case, name: str, by: Actor, **facts: Any) -> Callable[[], Case]:
    version = case.version
    return lambda: take(case.pk, name, by=by, seen_version=version, reason="经核实", facts=facts)


def codes(results: list[Any]) -> list[str]:
    return sorted(result.code if isinstance(result, Refused) else "done" for result in results)


@pytest.mark.parametrize("attempt", range(3))
def test_two_officers_decide_at_once(scene: Scene, attempt: int) -> None:
    scene.suspect()
    case = scene.checked().fresh
    same, different = (
        step(case, "confirm_same", scene.county.actor),
        step(case, "confirm_different", scene.city.actor),
    )
    assert codes(together(same, different)) == ["done", "stale"]


@pytest.mark.parametrize("attempt", range(3))
def test_two_officers_merge_at_once(scene: Scene, attempt: int) -> None:
    scene.suspect()
    scene.chosen().paper("DUPLICATE_DECISION")
    case = scene.fresh
    merges = [step(case, "cancel_other", who.actor) for who in (scene.county, scene.city)]
    assert codes(together(*merges)) == ["done", "stale"]
    assert RegisterEvent.objects.filter(kind="CANCEL").count() == Survivor.objects.count() == 1
    assert list(verify()) == []


def test_two_cases_about_the_same_two_people(scene: Scene) -> None:
    """Each case stands at another end of the pair; both steps lock both people, in one order."""
    scene.suspect()
    scene.merged()
    merged = scene.fresh
    scene.take("propose_unmerging")
    undo = step(Case.objects.get(pk=merged.pk), "unmerge", scene.county.actor)
    stay = step(Case.objects.get(pk=merged.pk), "stay_merged", scene.city.actor)
    assert codes(together(undo, stay)) == ["done", "stale"]


@pytest.mark.parametrize("attempt", range(3))
def test_two_searches_take_up_one_pair(scene: Scene, attempt: int) -> None:
    pair = Suspect(TWICE, *sorted((scene.farm.person_id, scene.town.person_id)))
    results = together(*[lambda: take_up(pair, search=None, by=BY)] * 2)
    assert sorted(results) == ["known", "opened"]
    assert kinds() == [TWICE]
