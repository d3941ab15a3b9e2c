"""The embedded PostgreSQL, started, killed and started again for real."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from banji.site import postgres
from banji.site.postgres import account, cluster, programs
from banji.site.postgres.place import place
from banji.site.postgres.server import embedded_url

USER = "from banji.site import postgres; postgres.ensure_running(); print('here', flush=True); input()"


def until(condition: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def gone() -> bool:
    return postgres.postmaster() is None


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One data folder for this module: making it takes longer than anything done with it."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("installation")
        patch.setenv("BANJI_VAR", os.fspath(folder))
        patch.delenv("DATABASE_URL", raising=False)
        yield folder
        postgres.stop()
        assert until(gone)


@pytest.fixture
def user(home: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Start a process that uses the database until it ends."""
    started = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", USER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
    assert until(gone)


def test_two_roles_each_with_a_password(home: Path) -> None:
    with postgres.running() as server, psycopg.connect(server.app_url) as app:
        postgres.require_suitable(server.app_url)
        assert app.execute("SELECT current_user").fetchone() == (postgres.APP,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE mine (id int)")
        with psycopg.connect(server.owner_url) as owner:
            owner.execute("CREATE TABLE ours (id int)")
            owner.rollback()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.app_url.replace(postgres.APP, "postgres"))
    assert place().passwords.stat().st_mode & 0o777 == 0o600
    assert until(gone)


def test_it_keeps_its_promises_to_disk_and_listens_on_no_port(home: Path) -> None:
    with postgres.running(), psycopg.connect(embedded_url("postgres")) as connection:
        settings = {
            name: connection.execute(f"SHOW {name}").fetchone()  # type: ignore[call-overload]
            for name in ("fsync", "full_page_writes", "listen_addresses")
        }
    assert settings == {"fsync": ("on",), "full_page_writes": ("on",), "listen_addresses": ("",)}


def test_chinese_is_searched_in_every_new_database(home: Path) -> None:
    with postgres.running() as server:
        with psycopg.connect(server.owner_url, autocommit=True) as owner:
            owner.execute("CREATE DATABASE fresh")
        with psycopg.connect(embedded_url(postgres.OWNER, "fresh")) as fresh:
            assert fresh.execute("SELECT similarity('资阳市雁江区', '雁江区') > 0").fetchone() == (True,)
        with psycopg.connect(server.owner_url, autocommit=True) as owner:
            owner.execute("DROP DATABASE fresh")


def test_a_database_that_cannot_search_chinese_is_refused(home: Path) -> None:
    with postgres.running():
        with psycopg.connect(embedded_url("postgres"), autocommit=True) as server:
            server.execute("CREATE DATABASE deaf TEMPLATE template0 LOCALE 'C'")
        url = embedded_url("postgres", "deaf")
        with psycopg.connect(url) as deaf:
            deaf.execute("CREATE EXTENSION pg_trgm")
        with pytest.raises(postgres.DatabaseUnavailable, match=r"汉字.*C\.UTF-8"):
            postgres.require_suitable(url)
        with psycopg.connect(embedded_url("postgres"), autocommit=True) as server:
            server.execute("DROP DATABASE deaf")


def test_the_last_user_stops_it(user: Callable[[], subprocess.Popen[str]]) -> None:
    first, second = user(), user()
    first.communicate("\n")
    time.sleep(0.5)
    assert not gone()
    second.communicate("\n")
    assert until(gone)


def test_a_killed_user_counts_as_gone(user: Callable[[], subprocess.Popen[str]]) -> None:
    killed = user()
    killed.kill()
    killed.communicate()
    assert until(gone)


def test_pinned_it_outlives_its_users(user: Callable[[], subprocess.Popen[str]]) -> None:
    postgres.pin()
    user().communicate("\n")
    cluster.release()
    time.sleep(0.5)
    assert not gone()
    assert "until `banji db stop`" in postgres.status()
    assert postgres.stop()
    assert gone()


def test_a_killed_server_recovers_what_was_committed(user: Callable[[], subprocess.Popen[str]]) -> None:
    user()
    with psycopg.connect(postgres.resolve().owner_url) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 1 AS id")
    pid = postgres.postmaster()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    user()
    with psycopg.connect(postgres.resolve().owner_url) as owner:
        assert owner.execute("SELECT id FROM kept").fetchone() == (1,)
        owner.execute("DROP TABLE kept")


def test_a_killed_keeper_takes_the_server_with_it(user: Callable[[], subprocess.Popen[str]]) -> None:
    user()
    keeper = int(Path(f"/proc/{postgres.postmaster()}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(keeper, signal.SIGKILL)
    assert until(gone)


def test_servers_of_the_environment_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/city")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@db/city")
    expected = postgres.Server("postgresql://app@db/city", "postgresql://owner@db/city", embedded=False)
    assert postgres.resolve() == expected
    assert postgres.ensure_running() == expected


def test_an_absent_server_is_named(tmp_path: Path) -> None:
    with pytest.raises(postgres.DatabaseUnavailable, match="does not answer"):
        postgres.require_suitable(f"postgresql://nobody@/none?host={tmp_path}")


def fake_programs(folder: Path, version: str, *, exit_code: int = 0) -> Path:
    (folder / "bin").mkdir(parents=True)
    program = folder / "bin" / "postgres"
    program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\nexit {exit_code}\n")
    program.chmod(0o755)
    return folder / "bin"


@pytest.mark.parametrize(
    ("version", "exit_code", "said"),
    [("14.9", 0, "PostgreSQL 14 is older than 15"), ("18.1", 127, "libxml2 and liblz4-1")],
)
def test_unusable_programs_are_named_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, exit_code: int, said: str
) -> None:
    monkeypatch.setenv("BANJI_VAR", os.fspath(tmp_path / "var"))
    monkeypatch.setenv("BANJI_POSTGRES_BIN", os.fspath(fake_programs(tmp_path, version, exit_code=exit_code)))
    with pytest.raises(postgres.DatabaseUnavailable, match=said):
        programs.find(place())


def test_data_of_another_version_is_refused_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANJI_VAR", os.fspath(tmp_path / "var"))
    monkeypatch.setenv("BANJI_POSTGRES_BIN", os.fspath(fake_programs(tmp_path, "18.6")))
    place().data.mkdir(parents=True)
    (place().data / "PG_VERSION").write_text("16\n")
    with pytest.raises(postgres.DatabaseUnavailable, match="written by PostgreSQL 16, but only 18"):
        programs.find(place())


def test_a_checkout_too_deep_for_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANJI_VAR", os.fspath(tmp_path / ("deep" * 25)))
    with postgres.running() as server:
        postgres.require_suitable(server.app_url)
        assert place().socket().stat().st_mode & 0o777 == 0o700
    assert until(gone)
    place().socket().rmdir()


def test_a_socket_folder_made_by_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANJI_VAR", os.fspath(tmp_path / ("deep" * 25)))
    (tmp_path / "trap").mkdir()
    place().socket().symlink_to(tmp_path / "trap")
    with pytest.raises(postgres.DatabaseUnavailable, match="belongs to another user"):
        postgres.ensure_running()
    cluster.release()
    place().socket().unlink()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become nobody")
def test_where_namespaces_are_forbidden_nobody_runs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANJI_VAR", os.fspath(tmp_path))
    monkeypatch.setattr(account, "_may_unshare", lambda: False)
    with postgres.running() as server:
        postgres.require_suitable(server.app_url)
        assert Path(f"/proc/{postgres.postmaster()}").owner() == "nobody"
        # pytest's own folders are closed to others, as a checkout below /root is.
        assert place().server.is_relative_to("/var/lib/banji")
    assert until(gone)
    subprocess.run(["rm", "-r", place().server], check=True)
