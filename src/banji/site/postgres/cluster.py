"""Make, start and stop the embedded server."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from banji.site.postgres.errors import DatabaseUnavailable
from banji.site.postgres.locks import locked, take
from banji.site.postgres.passwords import passwords
from banji.site.postgres.place import Place, make_folders, place
from banji.site.postgres.programs import Programs, find
from banji.site.postgres.server import APP, DATABASE, OWNER, Server, embedded_url, resolve

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_connections": "100",
}
START_ATTEMPTS = 15
_uses: dict[Path, int] = {}  # the lock of each server this process uses, held until released or until we end


def ensure_running() -> Server:
    """Start the embedded server unless it runs, and keep it for the life of this process.

    With DATABASE_URL set it starts nothing. Raises DatabaseUnavailable with the server's own words.
    """
    server = resolve()
    if not server.embedded:
        return server
    here = place()
    if here.home not in _uses:
        _uses[here.home] = take(here.home / "users.lock", shared=True)
    with locked(here.home / "start.lock"):
        try:
            _bring_up(here)
        except psycopg.OperationalError:
            # Its main process was killed a moment ago, and a dying backend still answered.
            time.sleep(1)
            _bring_up(here)
    return server


def _bring_up(here: Place) -> None:
    if not _answers(embedded_url("postgres", "postgres")):
        _start(here)
    _set_up(here)


@contextmanager
def running() -> Iterator[Server]:
    """Keep the server inside the block; it stops afterwards if nobody else uses it."""
    used_already = place().home in _uses
    server = ensure_running()
    try:
        yield server
    finally:
        if not used_already:
            release()


def release() -> None:
    """Stop using the embedded server; the last to leave stops it."""
    if (lock := _uses.pop(place().home, None)) is not None:
        os.close(lock)


def pin() -> Server:
    """Start the server and leave it running after we have gone, until `stop()`."""
    server = ensure_running()
    if server.embedded:
        place().pinned.touch()
    return server


def stop() -> bool:
    """Stop the embedded server, whoever uses it; say whether it was running."""
    here = place()
    here.pinned.unlink(missing_ok=True)
    release()
    if (pid := postmaster()) is None:
        return False
    os.kill(pid, signal.SIGINT)
    return _until(lambda: postmaster() is None, seconds=30)


def status() -> str:
    """One sentence on the database in use."""
    server = resolve()
    if not server.embedded:
        return "A server of its own, named by DATABASE_URL."
    here = place()
    if (pid := postmaster()) is None:
        return f"The embedded PostgreSQL in {here.server} is not running."
    kept = "until `banji db stop`" if here.pinned.exists() else "while it is used"
    return f"The embedded PostgreSQL in {here.server} runs {kept}, process {pid}."


def postmaster() -> int | None:
    """The process number of the running embedded server."""
    here = place()
    try:
        pid = int((here.data / "postmaster.pid").read_text().split()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return None
    return pid if os.fsencode(here.data) in command else None


def _start(here: Place) -> None:
    make_folders(here)
    programs = find(here)
    if not (here.data / "PG_VERSION").exists():
        _initialise(here, programs)
    # After a crash the backends of the dead server may still hold its memory for some seconds.
    for _ in range(START_ATTEMPTS):
        if _comes_up(_keeper(here, programs)):
            return
        time.sleep(1)
    raise DatabaseUnavailable(f"PostgreSQL did not start: {_last_words(here.log)}")


def _comes_up(keeper: subprocess.Popen[bytes]) -> bool:
    """Wait for the server; a recovery after a crash may take minutes, a failure to start ends the keeper."""
    url = embedded_url("postgres", "postgres")
    answered = False
    while keeper.poll() is None and not answered:
        time.sleep(0.05)
        answered = _answers(url)
    if keeper.returncode is None:
        keeper.returncode = 0  # it outlives us: nobody is to wait for it, nor to warn that nobody did
    return answered


def _keeper(here: Place, programs: Programs) -> subprocess.Popen[bytes]:
    options = [f"--{name}={value}" for name, value in SETTINGS.items()]
    postgres = here.account.command(
        programs.bin / "postgres", "-D", here.data, "-k", here.socket(), *options, dies_with_parent=True
    )
    keeper = ("-m", "banji.site.postgres.keeper", here.home / "users.lock", here.pinned)
    sources = os.fspath(Path(__file__).parents[3])
    environment = programs.environment(here.server) | {"PYTHONPATH": sources}
    with here.log.open("ab") as log:
        return subprocess.Popen(
            [sys.executable, *keeper, *postgres], env=environment, cwd="/", start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip


def _initialise(here: Place, programs: Programs) -> None:
    secret = here.server / "initial-password"
    secret.unlink(missing_ok=True)
    secret.touch(mode=0o600)
    secret.write_text(passwords(here.passwords)["postgres"])
    os.chown(secret, here.account.uid, here.account.gid)
    command = here.account.command(
        programs.bin / "initdb", "-D", here.data, "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8",
        "--auth=scram-sha-256", "--pwfile", secret,
    )  # fmt: skip
    made = subprocess.run(
        command,
        env=programs.environment(here.server),
        cwd=here.server,
        capture_output=True,
        text=True,
        check=False,
    )
    secret.unlink()
    if made.returncode != 0:
        raise DatabaseUnavailable(f"PostgreSQL's initdb failed: {made.stderr.strip()}")


def _set_up(here: Place) -> None:
    """Roles, extensions and the database, each only if it is missing: a crash in between does no harm."""
    known = passwords(here.passwords)
    with psycopg.connect(embedded_url("postgres", "template1"), autocommit=True) as template:
        for extension in ("btree_gist", "pg_trgm"):
            template.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        roles = {name for (name,) in template.execute("SELECT rolname FROM pg_roles")}
        for role, right in ((OWNER, "CREATEDB"), (APP, "NOCREATEDB")):
            if role not in roles:
                create = "CREATE ROLE {} LOGIN {} PASSWORD {}"
                template.execute(
                    sql.SQL(create).format(sql.Identifier(role), sql.SQL(right), sql.Literal(known[role]))
                )
    with psycopg.connect(embedded_url("postgres", "postgres"), autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            create = "CREATE DATABASE {} OWNER {}"
            server.execute(sql.SQL(create).format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))


def _answers(url: str) -> bool:
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=5):
        return True
    return False


def _until(condition: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _last_words(log: Path) -> str:
    return log.read_text(errors="replace").strip()[-600:] if log.exists() else "no log"
