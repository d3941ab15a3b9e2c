"""One clock: the database's, shifted only where the installation is a demo or a test."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.roles import APP, OWNER, act_as

from banji.foundation import clock
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.clock import CITY_TIME
from banji.foundation.errors import Refused
from banji.foundation.models import Installation

pytestmark = pytest.mark.django_db

ADMIN = Actor(ActorKind.OFFICER, "1", "系统管理员")
SPRING = datetime(2017, 3, 1, 9, 0, tzinfo=CITY_TIME)


def test_the_clock_of_a_test_city_moves() -> None:
    clock.move_to(SPRING, by=ADMIN)
    assert abs(clock.now() - SPRING) < timedelta(minutes=5)
    assert clock.today() == SPRING.date()


@pytest.mark.django_db(transaction=True)
def test_the_clock_of_a_live_city_does_not() -> None:
    act_as(OWNER)
    Installation.objects.update_or_create(only=True, defaults={"kind": Installation.LIVE})
    act_as(APP)
    with transaction.atomic(), pytest.raises(Refused):
        clock.move_to(SPRING, by=ADMIN)
    with pytest.raises(IntegrityError, match="live_clock_is_true"):
        Installation.objects.update(clock_shift=timedelta(days=1))


def test_what_the_installation_is_cannot_be_changed_by_the_site() -> None:
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Installation.objects.update(kind=Installation.DEMO)


def test_now_goes_on_inside_one_transaction() -> None:
    first = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.01)")
    assert clock.now() > first
