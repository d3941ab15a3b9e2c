"""The pieces of work that are killed, and how a city is looked at afterwards. Runs in a child of `warm`."""

from __future__ import annotations

import csv
import json
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection
from django.db.models import Count

from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.audit.verify import verify
from banji.cases.evidence import add_evidence
from banji.cases.models import Case
from banji.cases.runner import take
from banji.exchange import inbox
from banji.exchange.delivery import deliver_due
from banji.exchange.delivery.queue import IN_FLIGHT
from banji.exchange.models import Batch, Delivery, Endpoint, InboundRow, Message
from banji.exchange.reading import read_batch
from banji.files.operations import store
from banji.foundation import clock, jobs
from banji.foundation.actors import Actor, ActorKind, system
from banji.foundation.errors import TryAgain
from banji.foundation.models import LongJob
from banji.identity import prefixes
from banji.matters.deaths.models import DeathSignal
from banji.reconciliation.models import Decision
from banji.reconciliation.run import match_batch
from banji.register.loading import load
from banji.register.models import Load, Person, Registration, SignOfLife
from banji_demo.city import generate
from banji_demo.city.numbers import PREFIX_FILE
from banji_demo.staging import staff
from banji_demo.staging.nights import SHIFT, wake_on
from banji_demo.staging.offices import open_offices
from banji_ziyang.city import load_divisions

type Work = Callable[[], Any]

PEOPLE, SEED, LISTED = 600, 5, 30
FEED = "civil_affairs.cremations"
BY = system("kills")
DIED = date(2017, 2, 28)


def _folder() -> Path:
    return Path(settings.VAR) / "city"


# ------------------------------------------------------------------ a city, ready for each piece of work


def found() -> None:
    """Divisions, offices, an empty register, and the files of a small city beside it."""
    wake_on(date(2017, 3, 1))
    generate(PEOPLE, SEED).write(_folder())
    load_divisions(SHIFT)
    staff.fill_posts(open_offices(PEOPLE))


def receive_list() -> None:
    """Civil affairs hands in a list of people of the register; HRSS and health take their messages as files."""
    sender = Organisation.objects.get(department="CIVIL_AFFAIRS")
    liaison = _actor(sender, Role.LIAISON)
    path = _folder() / "list.csv"
    _write_list(path)
    with path.open("rb") as file:
        stored = store(file, name=path.name, by=liaison)
    inbox.receive(feed=FEED, sender=sender, file=stored, period="2017-02", by=liaison)
    for receiver in Organisation.objects.filter(department__in=("HRSS", "HEALTH")):
        Endpoint.objects.update_or_create(organisation=receiver, defaults={"channel": Endpoint.Channel.FILE})


def _write_list(path: Path) -> None:
    people = pl.read_parquet(_folder() / "people.parquet")
    active = people.filter(pl.col("status") == "ACTIVE", pl.col("citizen_id_no") != "")
    known = active.unique("citizen_id_no", keep="none").sort("external_ref").head(LISTED).to_dicts()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["姓名", "身份证号码", "死亡日期"])
        writer.writerows([row["name"], row["citizen_id_no"], DIED.isoformat()] for row in known[:LISTED])


def declare() -> None:
    """Every family comes and declares: the registrations are cancelled, and the departments have to be told."""
    for case in Case.objects.order_by("pk"):
        clerk = _actor(Organisation.objects.get(pk=case.station_id), Role.CLERK)
        for paper in ("CREMATION_PROOF", "HOUSEHOLD_BOOK", "DECEASED_ID_CARD"):
            add_evidence(case.pk, paper, by=clerk, issued_on=clock.today())
        facts = {"died_on": DIED, "declarant": "死者家属", "declarant_relation": "子女"}
        take(case.pk, "declare", by=clerk, facts=facts)


def _actor(organisation: Organisation, role: Role) -> Actor:
    post = (
        organisation.posts.get(role=role) if role == Role.LIAISON else organisation.posts.filter(role=role)[0]
    )
    account = post.holdings.get().account
    return Actor(
        ActorKind.OFFICER, id=str(account.pk), name=account.name, role=role, post_id=post.pk,
        organisation_id=organisation.pk,
    )  # fmt: skip


# ------------------------------------------------------------------ what is killed


def load_register() -> None:
    load(_folder(), by=BY)


def read() -> None:
    _as_a_job(lambda: read_batch(_batch(), by=BY))


def match() -> None:
    _as_a_job(lambda: match_batch(_batch(), by=BY))


def deliver() -> None:
    """Minute by minute, until nothing waits: what a killed worker had taken is free after its term, the line it held to a
    department as soon as its session has ended, and what it noted as failed, for the database had gone, after a pause."""
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
    for _minute in range(100):
        deliver_due()
        if not waiting.exists():
            return
        time.sleep(0.1)
        now = clock.now()
        waiting.exclude(in_flight_since=None).update(in_flight_since=now - 2 * IN_FLIGHT)
        waiting.filter(not_before__gt=now).update(not_before=now)
        Endpoint.objects.filter(probe_after__gt=now).update(probe_after=now)
    left = waiting.values(
        "receiver", "attempts", "last_error", "not_before", "in_flight_since", "message__type"
    )
    lines = Endpoint.objects.values("organisation", "down_since", "probe_after")
    raise TimeoutError(f"something waits for ever: {list(left[:5])}; {list(lines)}")


def time_passes() -> None:
    """What the next minutes bring after a worker was killed: its heart has not been heard, its jobs are queued anew."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE scheduled_at > now()")
    jobs.enqueue_named("foundation.retry_stalled", once="foundation.retry_stalled", timestamp=0)


def jobs_left() -> dict[str, int]:
    """Jobs that wait or are being done, and those that were given up, periodic ones left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status, count(*) FROM procrastinate_jobs WHERE task_name ~ '^(exchange.(read|deliver)|reconciliation)'"
            " AND status IN ('todo', 'doing', 'failed') GROUP BY status"
        )
        return dict(cursor.fetchall())


def _batch() -> Any:
    return Batch.objects.get().pk


def _as_a_job(function: Callable[[], object]) -> None:
    """As the queue does with a job whose killed predecessor's session still holds its lock."""
    for _attempt in range(100):
        try:
            function()
        except TryAgain:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the lock of the killed job was never free")


# ------------------------------------------------------------------ what must be the same, killed or not


def look() -> dict[str, Any]:
    """Everything that must come out the same however often the work was killed."""
    return {
        "findings": [str(finding) for finding in verify()],
        "loads": list(Load.objects.values_list("state", "accepted", "rejected", "known")),
        "people": Person.objects.count(),
        "registrations": _counted(_standing(Registration).values_list("status")),
        "signs": SignOfLife.objects.count(),
        "batches": list(Batch.objects.values_list("state", "reading__rows")),
        "rows": _counted(InboundRow.objects.values_list("outcome", "reason_code")),
        "decisions": _counted(_standing(Decision).values_list("verdict")),
        "messages": _counted(Message.objects.values_list("type")),
        "deliveries": _counted(Delivery.objects.values_list("receiver", "state")),
        "told_twice": _more_than_once(Message.objects.values("type", "subject_ref")),
        "signals": DeathSignal.objects.count(),
        "signalled_twice": _more_than_once(DeathSignal.objects.values("row")),
        "cases": _counted(Case.objects.values_list("kind", "state")),
        "opened_twice": _more_than_once(Case.objects.values("kind", "person")),
        "jobs_open": LongJob.objects.exclude(state=LongJob.DONE).count(),
        "handed_over": _handed_over(),
    }


def _standing(model: Any) -> Any:
    return model.objects.filter(recorded_to=None)


def _counted(rows: Any) -> list[list[Any]]:
    return sorted(([*row] for row in rows.annotate(n=Count("pk")).order_by()), key=str)


def _more_than_once(rows: Any) -> int:
    return int(rows.annotate(n=Count("pk")).filter(n__gt=1).order_by().count())


def _handed_over() -> dict[str, int]:
    """How many different messages each department that takes files has; one that came twice has the same id."""
    seen: dict[str, set[str]] = defaultdict(set)
    for path in Path(settings.BANJI_DROP).glob("*/out/*.jsonl"):
        lines = path.read_text(encoding="utf-8").splitlines()
        seen[path.parts[-3]] |= {json.loads(line)["message_id"] for line in lines}
    return {name: len(ids) for name, ids in sorted(seen.items())}


WORKS: dict[str, Work] = {
    work.__name__: work
    for work in (
        *(found, receive_list, declare, load_register, read, match, deliver),
        *(time_passes, jobs_left, look),
    )
}
prefixes.add(PREFIX_FILE)
