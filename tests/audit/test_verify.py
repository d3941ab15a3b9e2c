"""Any one row changed, removed or inserted behind the application's back is found and named."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper
from pytest_django import Settings
from tests.roles import APP, OWNER, act_as

from banji.audit import checkpoints
from banji.audit.acts import act
from banji.audit.readings import OPENED, readings_of, record_reading
from banji.audit.verify import verify
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.errors import Refused
from banji.register.models import Person, SignOfLife

pytestmark = pytest.mark.django_db(transaction=True)

CLERK = Actor(ActorKind.OFFICER, "7", "周文静", role="CLERK")


@pytest.fixture(autouse=True)
def trail_copy(settings: Settings, tmp_path: object) -> None:
    settings.BANJI_TRAIL_COPY = tmp_path


@contextmanager
def behind_the_back() -> Iterator[CursorWrapper]:
    """The database's owner at work, past every grant and trigger."""
    act_as(OWNER)
    try:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE register_signoflife DISABLE TRIGGER USER")
            yield cursor
            cursor.execute("ALTER TABLE register_signoflife ENABLE TRIGGER USER")
    finally:
        act_as(APP)


@pytest.fixture
def history() -> list[SignOfLife]:
    """Four signs of life by two acts, the first of them closed by a third; one reading."""
    person = Person.objects.create()
    rows = [
        SignOfLife(person=person, kind="COUNTER_VISIT", happened_on=date(2017, 3, day), source="柜台")
        for day in (1, 2, 3, 4)
    ]
    for group in (rows[:2], rows[2:]):
        with act("register.note_sign_of_life", by=CLERK, object_=("person", person.id)) as this:
            this.add(*group)
            this.about(person.id)
    with act("register.withdraw_sign_of_life", by=CLERK, object_=("person", person.id)) as this:
        this.close(rows[0])
    record_reading(OPENED, by=CLERK, persons=[person.id], purpose="户口迁移")
    assert list(verify()) == []
    return rows


def test_who_looked(history: list[SignOfLife]) -> None:
    (reading,) = readings_of(history[0].person_id)
    assert (reading.actor_name, reading.purpose, reading.what) == ("周文静", "户口迁移", OPENED)


HISTORY = "register_signoflife"
TAMPERINGS: dict[str, tuple[str, str]] = {
    "a row of history changed": (
        f"UPDATE {HISTORY} SET happened_on = '2017-04-09' WHERE id = %(row)s",
        HISTORY,
    ),
    "a row of history removed": (f"DELETE FROM {HISTORY} WHERE id = %(row)s", HISTORY),
    "the last row of history removed": (f"DELETE FROM {HISTORY} WHERE id = %(last)s", HISTORY),
    "a row of history inserted": (
        f"INSERT INTO {HISTORY} (recorded_from, recorded_in, mac, kind, happened_on, source, person_id)"
        f" SELECT recorded_from, recorded_in, mac, kind, happened_on, source, person_id FROM {HISTORY} LIMIT 1",
        HISTORY,
    ),
    "a row of history closed": (f"UPDATE {HISTORY} SET recorded_to = now() WHERE id = %(row)s", HISTORY),
    "a row of history opened again": (
        f"UPDATE {HISTORY} SET recorded_to = NULL WHERE id = %(first)s",
        HISTORY,
    ),
    "an entry changed": (
        "UPDATE audit_auditentry SET purpose = '巡查' WHERE act = 'person.open'",
        "person.open",
    ),
    "an entry removed": ("DELETE FROM audit_auditentry WHERE act LIKE '%%withdraw%%'", "entry"),
    "the last entry of a lane removed": ("DELETE FROM audit_auditentry WHERE act = 'person.open'", "lane"),
    "a subject removed": (
        "DELETE FROM audit_auditsubject WHERE id = (SELECT max(id) FROM audit_auditsubject)",
        "lane",
    ),
    "a subject inserted": (
        "INSERT INTO audit_auditsubject (entry_id, person_id)"
        " SELECT id, gen_random_uuid() FROM audit_auditentry LIMIT 1",
        "lane",
    ),
    "an entry inserted": (
        "INSERT INTO audit_auditentry SELECT (jsonb_populate_record(e, jsonb_build_object("
        "'id', gen_random_uuid(), 'n', 99))).* FROM audit_auditentry e LIMIT 1",
        "entry",
    ),
    "a lane removed": ("DELETE FROM audit_auditlane WHERE lane = 5", "lane 5"),
    "a head put back": (
        "WITH gone AS (DELETE FROM audit_auditentry WHERE act = 'person.open' RETURNING lane)"
        " UPDATE audit_auditlane SET n = n - 1 WHERE lane IN (SELECT lane FROM gone)",
        "lane",
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_and_named(history: list[SignOfLife], name: str) -> None:
    statement, place = TAMPERINGS[name]
    with behind_the_back() as cursor:
        cursor.execute(statement, {"first": history[0].pk, "row": history[1].pk, "last": history[3].pk})
        assert cursor.rowcount
    findings = [str(finding) for finding in verify()]
    assert findings
    assert any(place in finding for finding in findings), findings


def test_an_older_state_put_back_is_found_by_the_copy(history: list[SignOfLife]) -> None:
    checkpoints.write()
    with behind_the_back() as cursor:
        cursor.execute("TRUNCATE audit_auditentry, audit_auditlane, audit_auditsubject, register_signoflife")
    assert any("copy" in str(finding) for finding in verify())


FORBIDDEN: dict[str, Callable[[SignOfLife], object]] = {
    "save": lambda row: row.save(),
    "delete": lambda row: row.delete(),
    "update another column": lambda row: SignOfLife.objects.filter(pk=row.pk).update(source="x"),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_site_itself_cannot_touch_history(history: list[SignOfLife], name: str) -> None:
    with pytest.raises(Exception, match="permission denied"):
        FORBIDDEN[name](history[1])


def test_a_closed_row_is_not_closed_twice(history: list[SignOfLife]) -> None:
    stale = SignOfLife.objects.get(pk=history[0].pk)
    with pytest.raises(Refused), act("again", by=CLERK) as this:
        this.close(stale)
    assert list(verify()) == []
    assert connection.settings_dict["USER"] == settings.DATABASE_APP
