"""The list on its way: the liaison hands it in, it is matched, the clerks decide what is doubtful, messages go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

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
from banji_demo.lists.sheet import row_of
from banji_demo.staging.offices import Office, Offices

FEED = "civil_affairs.cremations"
LEFT_AT_FIRST_STATION = 3


def send_list(listed: PersonList, period: str, folder: Path, offices: Offices) -> Iterator[str]:
    """The liaison hands the sheet in; it is read and matched. Its truth is kept beside it for the report."""
    liaison = offices.civil_affairs.actor(Role.LIAISON)
    path = folder / f"cremations_{period}.xlsx"
    listed.write_xlsx(path)
    listed.truth().write_parquet(folder / f"truth_{period}.parquet")
    with path.open("rb") as file:
        stored = store(file, name=path.name, by=liaison)
    batch = inbox.receive(
        feed=FEED, sender=offices.civil_affairs.organisation, file=stored, period=period, by=liaison
    )
    read_batch(batch.pk, by=liaison)
    counts = match_batch(batch.pk, by=liaison)
    yield (
        f"cremation list {period}: {counts.received} rows = {counts.matched} matched + {counts.review} to be reviewed"
        f" + {counts.not_found} not found + {counts.set_aside} set aside"
    )


def review(listed: PersonList, offices: Offices) -> Iterator[str]:
    """Each doubtful row is decided by a clerk within whose area a candidate lives, as the parlour's papers say."""
    truth = {row_of(n): row.external_ref for n, row in enumerate(listed.rows)}
    persons = dict(Person.objects.values_list("external_ref", "pk"))
    done: Counter[str] = Counter()
    for row in InboundRow.objects.filter(outcome=InboundRow.Outcome.REVIEW).order_by("row_no"):
        meant = persons.get(truth.get(row.row_no) or "")
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
                decide_none(row.pk, by=clerk, reason="殡仪馆登记簿上另有其人，本市无此人。")
                return "nobody here"
            decide_same(row.pk, meant, by=clerk, reason="已与殡仪馆登记簿、家属核对。")
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
