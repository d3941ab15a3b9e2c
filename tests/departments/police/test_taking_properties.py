"""Whatever happens there and here: after their changes are taken in, a full file shows nothing but what is held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from banji.audit.verify import verify
from banji.departments.police.models import Difference, Mirrored
from banji.foundation.errors import Refused
from banji.register.models import Registration
from banji.register.operations import cancel_death
from banji_demo.outside.police import PoliceRegister
from tests.cast import Cast, make_cast
from tests.departments.police.outside import Outside

pytestmark = pytest.mark.django_db(transaction=True)

HOMES = ("H1", "H2", "H3")
ACTS = (
    "born",
    "died",
    "moved",
    "corrected",
    "renamed",
    "carded",
    "restored",
    "doubled",
    "cancelled_here",
    "heard",
)
STEP = st.tuples(st.sampled_from(ACTS), st.integers(0, 20), st.integers(0, 2))


@pytest.fixture(autouse=True)
def var(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.VAR = tmp_path / "var"
    settings.BANJI_REGISTER_OF_RECORD = True
    yield
    assert list(verify()) == []


@pytest.fixture
def world(tmp_path: Path) -> tuple[Outside, Cast]:
    cast = make_cast()
    outside = Outside(tmp_path / "files")
    outside.take_full()
    return outside, cast


def happen(step: tuple[str, int, int], outside: Outside, cast: Cast) -> None:
    act, who, where = step
    register: PoliceRegister = outside.register
    ref = sorted(register.people)[who % len(register.people)]
    anyhow = {
        "born": lambda: register.born(HOMES[where]),
        "heard": outside.hear,
        "cancelled_here": lambda: cancel_here(ref, outside, cast),
        "doubled": lambda: register.doubled(ref),
        "corrected": lambda: register.corrected(ref, "更正" + "甲乙丙"[where]),
    }
    if_living = {
        "moved": lambda: register.moved(ref, HOMES[where]),
        "renamed": lambda: register.renamed(ref, "变更" + "甲乙丙"[where]),
        "carded": lambda: register.carded(ref),
        "died": lambda: register.died(ref),
    }
    if_dead = {"restored": lambda: register.restored(ref)}
    record = register.people[ref]
    restorable = record.is_cancelled and len(record.registrations) > 1
    possible = anyhow | ({} if record.is_cancelled else if_living) | (if_dead if restorable else {})
    possible.get(act, lambda: None)()


def cancel_here(ref: str, outside: Outside, cast: Cast) -> None:
    seen = Registration.objects.filter(person__external_ref=ref, recorded_to=None, valid_to=None).first()
    if seen is None or seen.status != Registration.Status.ACTIVE:
        return
    try:
        cancel_death(
            person_id=seen.person_id, died_on=outside.register.day, reason="火化证明", case_no="",
            by=cast.officer.actor, seen_registration_id=seen.pk,
        )  # fmt: skip
    except Refused:
        return


def test_after_a_delta_a_full_file_shows_only_what_is_held(world: tuple[Outside, Cast]) -> None:
    outside, cast = world

    @settings(
        max_examples=6, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.lists(STEP, min_size=3, max_size=10))
    def months(steps: list[tuple[str, int, int]]) -> None:
        outside.register.pass_days(1)
        for step in steps:
            happen(step, outside, cast)
            outside.register.pass_days(1)
        outside.take_delta()
        whole = outside.take_full()
        whole.refresh_from_db()
        assert (whole.mirrored, whole.refused) == (0, 0)
        open_ = Difference.objects.filter(state=Difference.State.OPEN)
        assert whole.held + whole.missing == open_.count()
        assert whole.given == whole.same + whole.held
        assert not Mirrored.objects.filter(intake=whole).exists()

    months()
