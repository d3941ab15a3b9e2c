"""A server that others run, named by DATABASE_URL: Debian's PostgreSQL, with a database as its manual would make it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from banji.site import postgres
from banji.site.postgres.server import embedded_url

INSTALLED = sorted(
    (each for each in Path("/usr/lib/postgresql").glob("*/bin") if int(each.parent.name) >= 15),
    key=lambda each: int(each.parent.name),
)
pytestmark = pytest.mark.skipif(
    not INSTALLED, reason="no PostgreSQL 15 or newer in /usr/lib/postgresql (apt-get install postgresql)"
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An empty database on the oldest server that Debian has here, and the two addresses of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BANJI_VAR", os.fspath(tmp_path_factory.mktemp("server")))
        patch.setenv("BANJI_POSTGRES_BIN", os.fspath(INSTALLED[0]))
        patch.delenv("DATABASE_URL", raising=False)
        with postgres.running():
            with psycopg.connect(embedded_url("postgres"), autocommit=True) as server:
                server.execute("CREATE DATABASE city OWNER banji_owner TEMPLATE template0 LOCALE 'C.UTF-8'")
            yield {
                "DATABASE_URL": embedded_url(postgres.APP, "city"),
                "DATABASE_OWNER_URL": embedded_url(postgres.OWNER, "city"),
            }


def banji(*words: str, addresses: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "banji.site.command", *words],
        env=os.environ | addresses, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_the_owner_migrates_it_and_the_site_uses_it(city: dict[str, str]) -> None:
    migrated = banji("migrate", addresses=city)
    assert migrated.returncode == 0, migrated.stderr
    assert banji("django", "migrate", "--check", addresses=city).returncode == 0
    verified = banji("audit", "verify", addresses=city)
    assert verified.returncode == 0, verified.stderr
    postgres.require_suitable(city["DATABASE_URL"])
    with psycopg.connect(city["DATABASE_URL"]) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("DROP TABLE django_migrations")


def test_db_commands_leave_it_alone(city: dict[str, str]) -> None:
    said = banji("db", "status", addresses=city)
    assert (said.returncode, "named by DATABASE_URL" in said.stdout) == (0, True)
    entered = banji(
        "db", "psql", "--owner", "-Atc", "SELECT current_user, current_database()", addresses=city
    )
    assert entered.stdout.strip() == "banji_owner|city", entered.stderr
