"""Jobs are queued in the transaction that makes them necessary, run by the worker, and survive a kill."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from banji.exchange import inbox
from banji.exchange.models import Batch, InboundRow, Message
from banji.foundation import jobs
from banji.foundation.errors import TryAgain
from banji.site import serve
from tests.cast import Cast
from tests.reconciliation.scene import FEED, make_town
from tests.reconciliation.test_matching import LI_ROW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty_queue() -> None:
    """Its tables are not ours: a flush leaves them as they are."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def queued() -> list[str]:
    return list(ProcrastinateJob.objects.filter(status="todo").values_list("task_name", flat=True))


def work_off() -> None:
    """Do what is queued, in order, in this process: the worker's threads would leave their connections open."""
    while job := ProcrastinateJob.objects.filter(status="todo").order_by("pk").first():
        app.tasks[job.task_name].func(**job.args)
        ProcrastinateJob.objects.filter(pk=job.pk).delete()


def test_a_job_is_forgotten_with_its_transaction() -> None:
    class Undone(Exception):
        pass

    def queue_and_fail() -> None:
        with transaction.atomic():
            jobs.enqueue_named("exchange.read_batch", batch_id="x")
            raise Undone

    with pytest.raises(Undone):
        queue_and_fail()
    assert queued() == []


def test_once_is_once_and_does_not_break_the_transaction() -> None:
    with transaction.atomic():
        assert jobs.enqueue_named("exchange.deliver", once="exchange.deliver", timestamp=0)
        assert jobs.enqueue_named("exchange.deliver", once="exchange.deliver", timestamp=0) is None
        assert jobs.enqueue_named("exchange.purge", timestamp=0)
    assert sorted(queued()) == ["exchange.deliver", "exchange.purge"]


def test_a_job_that_has_to_be_tried_again_is_not_refused_for_one_queued_meanwhile() -> None:
    def queue() -> int | None:
        return jobs.enqueue_named("exchange.deliver", once="exchange.deliver", timestamp=0)

    first = queue()
    ProcrastinateJob.objects.filter(pk=first).update(status="doing")
    second = queue()
    with connection.cursor() as cursor:  # as the worker does, and who finds it killed
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [first])
    assert set(ProcrastinateJob.objects.filter(status="todo").values_list("pk", flat=True)) == {first, second}
    assert queue() is None


def test_what_waits_for_systems_of_others_has_a_worker_of_its_own() -> None:
    jobs.soon("exchange.deliver")
    jobs.soon("exchange.hand_over")
    queues = dict(ProcrastinateJob.objects.values_list("task_name", "queue_name"))
    assert queues == {"exchange.deliver": jobs.HERE, "exchange.hand_over": jobs.OUTSIDE}
    assert {task.queue for task in app.tasks.values()} <= {*serve.QUEUES.values(), "builtin"}


def test_only_one_holds_a_lock() -> None:
    def free(name: str) -> bool:
        """For another session, as a second worker's."""
        try:
            with jobs.alone(name):
                return True
        except TryAgain:
            return False
        finally:
            connections.close_all()

    with jobs.alone("something"), ThreadPoolExecutor(1) as thread:
        assert [thread.submit(free, name).result() for name in ("something", "another thing")] == [
            False,
            True,
        ]
    assert free("something")


def test_every_job_of_the_house_is_known_to_the_worker() -> None:
    from banji.site import periodic

    assert periodic.tick
    names = set(app.tasks)
    assert {"exchange.read_batch", "exchange.deliver", "exchange.purge", "reconciliation.match"} <= names
    assert {"site.nightly", "site.sweep_files", "site.copy_trail", "foundation.retry_stalled"} <= names


def test_a_list_is_read_matched_and_delivered_by_the_worker(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    import xlsxwriter

    from banji.files.operations import store
    from tests.reconciliation.scene import HEADINGS

    settings.BANJI_FILES = tmp_path / "files"
    make_town(cast)
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        page.write_row(1, 0, LI_ROW)
    by = cast.liaison.actor
    stored = store(path.read_bytes(), name="list.xlsx", by=by)
    batch = inbox.receive(feed=FEED, sender=cast.civil_affairs, file=stored, by=by)
    assert queued() == ["exchange.read_batch"]
    work_off()
    batch.refresh_from_db()
    assert batch.state == Batch.State.READ
    assert InboundRow.objects.get().outcome == InboundRow.Outcome.MATCHED
    assert Message.objects.get().deliveries.filter(state="PROCESSED").count() == 1
