"""Jobs and advisory locks: the one door to procrastinate and to `pg_advisory_lock`.

A room declares a job in its `tasks.py` with `@jobs.task(…)` and puts it in the queue with `jobs.enqueue(…)`, in the
transaction that makes it necessary. A job may be run twice (at-least-once) and must be derivable from rows again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import wraps
from typing import Any, cast

from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from banji.foundation.errors import TryAgain

# Two-number advisory locks of this name space; the clock's stamps use the one-number form.
_LOCKS = 0xBA41

# Each queue has one worker. What waits for systems of others has its own, so that it holds up nothing of ours.
HERE, OUTSIDE = "default", "outside"

# What is worth another try: another writer was faster, or the database was away. Anything else is a fault and stays
# visible as failed.
_AGAIN = RetryStrategy(
    max_attempts=8, exponential_wait=2, retry_exceptions={TryAgain, OperationalError, InterfaceError}
)


def task[**P, R](
    name: str, *, cron: str = "", queue: str = HERE
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a job. With `cron` (five fields, city time of the server) it also runs by itself, one at a time.

    A periodic job takes one argument, `timestamp` (seconds).
    """

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        options: dict[str, Any] = {"name": name, "queue": queue, "retry": _AGAIN}
        if cron:
            options |= {"queueing_lock": name, "lock": name}
        declared = app.task(**options)(_with_fresh_connections(function))
        if cron:
            declared = app.periodic(cron=cron)(declared)
        return cast("Callable[P, R]", declared)

    return declare


def _with_fresh_connections[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """As Django does around a request: a worker's thread lives long, its connections must not outlive their age."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    return run


def enqueue(
    job: Callable[..., Any], *, one_at_a_time: str = "", once: str = "", **arguments: Any
) -> int | None:
    """Put a job in the queue inside the caller's transaction and return its number.

    `one_at_a_time`: jobs with the same word run one after the other. `once`: while one with this word waits, another
    is not queued (None is returned), and it gives the word back as it begins (migration 0002); never inside a long
    transaction, for a second writer waits for its end.
    """
    return _defer(cast("Any", job).configure(**_locks(one_at_a_time, once)), arguments)


def enqueue_named(name: str, *, one_at_a_time: str = "", once: str = "", **arguments: Any) -> int | None:
    """The same by the job's name, for rooms below the one that declares it."""
    return _defer(app.configure_task(name, **_locks(one_at_a_time, once)), arguments)


def soon(name: str) -> None:
    """Let a job that also runs by itself run as soon as this transaction has committed."""
    transaction.on_commit(lambda: enqueue_named(name, once=name, timestamp=0), robust=True)


def _locks(one_at_a_time: str, once: str) -> dict[str, Any]:
    return {"lock": one_at_a_time or None, "queueing_lock": once or None}


def _defer(deferrer: Any, arguments: dict[str, Any]) -> int | None:
    try:
        with transaction.atomic():
            return cast("int", deferrer.defer(**arguments))
    except AlreadyEnqueued:
        return None


def enqueue_many(job: Callable[..., Any], arguments: Sequence[dict[str, Any]]) -> None:
    """Put many in the queue. Its tables are analysed after it: without it workers find jobs eight times slower."""
    cast("Any", job).batch_defer(*arguments)
    with connection.cursor() as cursor:
        cursor.execute("SELECT banji_analyze('procrastinate_jobs')")


def lock(name: str) -> None:
    """Wait for, and hold until the transaction ends, the lock of this name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCKS, name])


# The server has room for some thousands of locks; a list of many thousand rows takes the whole family instead.
_MOST_LOCKS = 1000
_LOCK_EACH = """
WITH family AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(%(locks)s, hashtext(%(family)s)))
SELECT pg_advisory_xact_lock(%(locks)s, name.hash)
FROM family, (SELECT DISTINCT hashtext(n) AS hash FROM unnest(%(names)s::text[]) AS n ORDER BY 1) AS name
"""


def lock_each(family: str, names: Iterable[str]) -> None:
    """Wait for, and hold until the transaction ends, the locks of these names of a family, in one statement."""
    wanted = [f"{family}:{name}" for name in names]
    with connection.cursor() as cursor:
        if len(wanted) > _MOST_LOCKS:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCKS, family])
        else:
            cursor.execute(_LOCK_EACH, {"locks": _LOCKS, "family": family, "names": wanted})


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold the lock of this name over several transactions. Raises `TryAgain` while somebody else holds it, be it the
    session of a worker that was killed a moment ago: to do nothing instead would lose the job."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_LOCKS, name])
        (held,) = cursor.fetchone()
    if not held:
        raise TryAgain(f"Somebody else is at {name}.")
    try:
        yield
    finally:
        # A lost connection has given the lock back itself.
        with suppress(InterfaceError, OperationalError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_LOCKS, name])


@app.periodic(cron="*/2 * * * *")
@app.task(name="foundation.retry_stalled", queueing_lock="foundation.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """A worker that was killed leaves its jobs as "doing" for ever: put them in the queue again."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
