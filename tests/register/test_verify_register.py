"""`banji audit verify` names a registration changed, removed or inserted after a real load of a small city."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from pytest_django import Settings

from banji.audit.verify import main
from banji.register.models import Registration
from tests.cast import make_places
from tests.register.city import load_city
from tests.roles import APP, OWNER, act_as

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def behind_the_back() -> Iterator[CursorWrapper]:
    """The database's owner at work, past every grant and trigger."""
    act_as(OWNER)
    try:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE register_registration DISABLE TRIGGER USER")
            yield cursor
            cursor.execute("ALTER TABLE register_registration ENABLE TRIGGER USER")
    finally:
        act_as(APP)


@pytest.fixture
def row(settings: Settings, tmp_path: Path) -> Registration:
    """Somewhere in the middle of what was loaded."""
    settings.VAR = tmp_path / "var"
    settings.BANJI_TRAIL_COPY = tmp_path / "trail"
    make_places()
    load_city(tmp_path / "in")
    assert main([]) == 0
    return Registration.objects.get(person__external_ref="P2")


_INSERT = (
    "INSERT INTO register_registration (recorded_from, recorded_in, mac, valid_from, status, cancel_reason,"
    " relation_to_head, address_text, legacy_hukou_category, household_id, person_id, village_id, event_id)"
    " SELECT recorded_from, recorded_in, mac, '1900-01-01', status, cancel_reason, relation_to_head, address_text,"
    " legacy_hukou_category, household_id, (SELECT id FROM register_person WHERE external_ref = 'P9'), village_id,"
    " event_id FROM register_registration WHERE id = %(row)s RETURNING id"
)
TAMPERINGS = {
    "changed": "UPDATE register_registration SET address_text = '别处' WHERE id = %(row)s RETURNING id",
    "made active again": "UPDATE register_registration SET valid_from = '1980-01-01' WHERE id = %(row)s RETURNING id",
    "removed": "DELETE FROM register_registration WHERE id = %(row)s RETURNING id",
    "closed": "UPDATE register_registration SET recorded_to = now() WHERE id = %(row)s RETURNING id",
    "inserted": _INSERT,
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_the_row_is_named(row: Registration, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with behind_the_back() as cursor:
        cursor.execute("INSERT INTO register_person (id, external_ref) VALUES (gen_random_uuid(), 'P9')")
        cursor.execute(TAMPERINGS[name], {"row": row.pk})
        (touched,) = cursor.fetchone()
    assert main([]) == 1
    assert f"register_registration, row {touched}" in capsys.readouterr().err
