"""What matching gets: one file of one instant, with tokens and without numbers."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pytest_django import Settings

from banji.foundation.secrets import tokeniser, tokens_of
from banji.matching import match, prepare_list, prepare_register
from banji.register import queries, snapshot
from banji.register.models import Person, Registration
from banji.register.operations import cancel_death
from tests.cast import Cast, make_cast
from tests.register.city import load_city

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def cast(settings: Settings, tmp_path: Path) -> Cast:
    settings.VAR = tmp_path / "var"
    cast = make_cast()
    load_city(tmp_path / "in")
    return cast


def test_everybody_once_with_tokens_and_without_numbers(tmp_path: Path) -> None:
    path = tmp_path / "register.parquet"
    known_at = snapshot.write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert known_at <= queries.watermark()
    rows = {row["name"]: row for row in pq.read_table(path).to_pylist()}
    assert len(rows) == 4
    assert rows["李大山"]["token"] == tokens_of("519901195001010013").whole
    assert rows["李大山"]["token_15"] == tokens_of("519901500101001").fifteen
    assert (rows["李大山"]["village_code"], rows["李大山"]["status"]) == ("519901100201", "ACTIVE")
    assert (rows["曾小贤"]["status"], rows["曾小贤"]["cancel_reason"]) == ("CANCELLED", "DEATH")
    assert rows["欧阳雪"]["token"] is None
    assert b"519901195001010013" not in path.read_bytes()


def test_matching_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "register.parquet"
    snapshot.write(path)
    rows = [{"name": "李大山", "citizen_id_no": "519901500101001", "birth_date": "1950-01-01"}]
    result = match(
        prepare_register(pq.read_table(path), tokeniser()),
        prepare_list(pa.Table.from_pylist(rows), tokeniser()),
    )
    (row,) = result.outcomes.to_pylist()
    assert row["outcome"] == "suggest"
    assert row["person_id"] == str(Person.objects.get(external_ref="P1").pk)


def test_an_earlier_file_is_never_overwritten_and_the_next_one_knows_more(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "register.parquet"
    snapshot.write(path)
    with pytest.raises(FileExistsError):
        snapshot.write(path)
    row = Registration.objects.get(person__external_ref="P1")
    cancel_death(
        person_id=row.person_id,
        died_on=date(2017, 1, 5),
        reason="火化",
        case_no="",
        by=cast.officer.actor,
        seen_registration_id=row.pk,
    )
    path.unlink()
    snapshot.write(path)
    assert {r["name"]: r["status"] for r in pq.read_table(path).to_pylist()}["李大山"] == "CANCELLED"
