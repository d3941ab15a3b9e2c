"""The list on its way: the liaison hands it in, it is matched, the clerks decide what is doubtful, messages go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from banji.accounts.models import Account
from banji.accounts.roles import Role
from banji.audit.models import AuditSubject
from banji.exchange import inbox
from banji.exchange.delivery import deliver_due
from banji.exchange.models import Batch, InboundRow
from banji.exchange.reading import read_batch
from banji.files.operations import store
from banji.foundation.errors import NotFound, Refused
from banji.reconciliation.decisions import decide_none, decide_same
from banji.reconciliation.reach import in_reach
from banji.reconciliation.run import match_batch
from banji.register.models import Particulars, Person
from banji_demo.lists import CremationList
from banji_demo.lists.sheet import row_of
from banji_demo.staging.offices import Office, Offices

FEED = "civil_affairs.cremations"
LEFT_AT_FIRST_STATION = 3


def send_list(path: Path, listed: CremationList, offices: Offices) -> Iterator[str]:
    """From the file to decided rows, and the cases that follow from them."""
    liaison = offices.civil_affairs.actor(Role.LIAISON)
    with path.open("rb") as file:
        stored = store(file, name=path.name, by=liaison)
    batch = inbox.receive(
        feed=FEED, sender=offices.civil_affairs.organisation, file=stored, period="2016", by=liaison
    )
    read_batch(batch.pk, by=liaison)
    counts = match_batch(batch.pk, by=liaison)
    yield (
        f"cremation list of 2016: {counts.received} rows = {counts.matched} matched + {counts.review} to be reviewed"
        f" + {counts.not_found} not found + {counts.set_aside} set aside"
    )
    decided = _review(batch, listed, offices)
    yield "clerks review: " + ", ".join(f"{what} {n}" for what, n in sorted(decided.items()))
    yield from deliver()


def deliver() -> Iterator[str]:
    """Everything that is due, inside and out."""
    done = deliver_due()
    yield f"messages: {done.processed} taken up inside, {done.sent} handed to departments, {done.failed} failed"


def _review(batch: Batch, listed: CremationList, offices: Offices) -> Counter[str]:
    """Each doubtful row is decided by a clerk within whose area a candidate lives, as the papers at the parlour say."""
    truth = {row_of(n): row.external_ref for n, row in enumerate(listed.rows)}
    persons = dict(Person.objects.values_list("external_ref", "pk"))
    done: Counter[str] = Counter()
    for row in InboundRow.objects.filter(batch=batch, outcome=InboundRow.Outcome.REVIEW).order_by("row_no"):
        meant = persons.get(truth.get(row.row_no) or "")
        done[_decide(row, meant, offices, left=done["left for you"] < LEFT_AT_FIRST_STATION)] += 1
    return done


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


def somebody_looked_at() -> tuple[UUID, str]:
    """A living person whose record an officer has read: who signs in as the citizen."""
    taken = Account.objects.exclude(person_id=None).values("person_id")
    for person_id in AuditSubject.objects.exclude(person_id__in=taken).values_list("person_id", flat=True):
        name = (
            Particulars.objects.filter(person_id=person_id, recorded_to=None)
            .values_list("name", flat=True)
            .first()
        )
        if name:
            return person_id, name
    raise LookupError("nobody has been looked at yet")
