"""The list on its way: the liaison hands it in, it is matched, the clerks decide what is doubtful, messages go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import polars as pl

from banji.accounts.roles import Role
from banji.addresses.scope import villages_of
from banji.exchange import inbox
from banji.exchange.delivery import deliver_due
from banji.exchange.models import InboundRow
from banji.exchange.reading import read_batch
from banji.files.operations import store
from banji.foundation import clock
from banji.foundation.errors import NotFound, Refused
from banji.reconciliation.decisions import decide_none, decide_same
from banji.reconciliation.reach import in_reach
from banji.reconciliation.run import match_batch
from banji.register.access import open_person
from banji.register.models import Particulars, Person, Registration
from banji_demo.lists import PersonList
from banji_demo.staging.offices import Office, Offices

LEFT_AT_FIRST_STATION = 3


class Sent(NamedTuple):
    """A list on its way: the file, and what its sender could not know. `truth`: row_no, kind, external_ref."""

    feed: str
    period: str
    path: Path
    truth: pl.DataFrame

    @classmethod
    def written(cls, feed: str, period: str, listed: PersonList, folder: Path) -> Sent:
        """Put on paper as that department does; the truth is kept beside it for the report."""
        suffix = {"civil_affairs.cremations": ".xlsx", "health.hospital_deaths": ".json"}.get(feed, ".csv")
        path = folder / f"{feed}_{period}{suffix}"
        match suffix:
            case ".xlsx":
                listed.write_xlsx(path)
            case ".json":
                listed.write_json(path)
            case _:
                listed.write_csv(path, encoding="gb18030")
        truth = listed.truth().with_columns(row_no=pl.Series(listed.row_numbers(suffix)))
        truth.write_parquet(folder / f"truth.{feed}.{period}.parquet")
        return cls(feed, period, path, truth)


def send_list(sent: Sent, sender: Office) -> Iterator[str]:
    """The liaison hands it in; it is read and matched."""
    liaison = sender.actor(Role.LIAISON)
    with sent.path.open("rb") as file:
        stored = store(file, name=sent.path.name, by=liaison)
    batch = inbox.receive(
        feed=sent.feed, sender=sender.organisation, file=stored, period=sent.period, by=liaison
    )
    read_batch(batch.pk, by=liaison)
    counts = match_batch(batch.pk, by=liaison)
    yield (
        f"{sent.path.name}: {counts.received} rows = {counts.matched} matched + {counts.review} to be reviewed"
        f" + {counts.not_found} not found + {counts.set_aside} set aside"
    )


def review(lists: Iterable[Sent], offices: Offices) -> Iterator[str]:
    """Each doubtful row is decided by a clerk within whose area a candidate lives, as its sender's papers say."""
    truth = {
        (sent.feed, sent.period, row_no): ref
        for sent in lists
        for row_no, ref in sent.truth.select("row_no", "external_ref").iter_rows()
    }
    persons = dict(Person.objects.values_list("external_ref", "pk"))
    done: Counter[str] = Counter()
    waiting = InboundRow.objects.filter(outcome=InboundRow.Outcome.REVIEW).select_related("batch")
    for row in waiting.order_by("batch__received_at", "row_no"):
        meant = persons.get(truth.get((row.batch.feed, row.batch.period, row.row_no)) or "")
        done[_decide(row, meant, offices, left=done["left for you"] < LEFT_AT_FIRST_STATION)] += 1
    yield "clerks review: " + ", ".join(f"{what} {n}" for what, n in sorted(done.items()))
    yield from deliver()


def deliver() -> Iterator[str]:
    """Everything that is due, inside and out."""
    done = deliver_due()
    yield f"messages: {done.processed} taken up inside, {done.sent} handed to departments, {done.failed} failed"


def _decide(row: InboundRow, meant: UUID | None, offices: Offices, *, left: bool) -> str:
    for office in offices.stations:
        clerk = office.actor(Role.CLERK)
        try:
            if left and office is offices.stations[0] and _reaches(row, office):
                return "left for you"
            if meant is None:
                decide_none(row.pk, by=clerk, reason="来源单位的登记上另有其人，本市无此人。")
                return "nobody here"
            decide_same(row.pk, meant, by=clerk, reason="已与来源单位的登记、家属核对。")
            return "the same person"
        except NotFound:
            continue  # not this clerk's area
        except Refused:
            return "still open"
    return "still open"


def _reaches(row: InboundRow, office: Office) -> bool:
    return in_reach(InboundRow.objects.filter(pk=row.pk), office.actor(Role.CLERK)).exists()


def look_somebody_up(offices: Offices) -> tuple[UUID, str]:
    """An officer of the first station opens the record of a living person of his area, who then signs in as the
    citizen and sees it."""
    officer = offices.stations[0].actor(Role.OFFICER)
    villages = villages_of(officer, clock.today())
    registered = Registration.objects.filter(
        status=Registration.Status.ACTIVE,
        recorded_to=None,
        valid_to=None,
        village__in=villages,
        relation_to_head="02",
    )
    person_id = registered.order_by("pk").values_list("person_id", flat=True)[100]
    open_person(person_id, by=officer, purpose="COUNTER")
    name = Particulars.objects.filter(person_id=person_id, recorded_to=None).values_list("name", flat=True)[0]
    return person_id, name
