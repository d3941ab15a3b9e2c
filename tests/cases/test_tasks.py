from datetime import date

import pytest
from tests.matters.deaths.scene import Scene, at

from banji.cases.models import Alarm
from banji.cases.tasks import tick

pytestmark = pytest.mark.django_db


def test_the_night_runs_by_itself_and_twice_is_once(scene: Scene) -> None:
    scene.signal()
    at(date(2017, 4, 1))
    tick(0)
    tick(0)
    assert Alarm.objects.filter(kind="CASE_OVERDUE").count() == 1
