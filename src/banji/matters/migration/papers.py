"""Permit and certificate: numbered, dated, good for the days of the profile; issued again when lost or lapsed."""

from __future__ import annotations

from datetime import date

from banji.cases.alarms import settle_of
from banji.cases.models import Evidence
from banji.cases.runner import Taking
from banji.foundation import counters
from banji.matters.migration.models import MovePaper
from banji.matters.migration.queries import papers_of
from banji.matters.migration.rules import ENTERING, seen
from banji.printing import operations as printing
from banji.printing.models import IssuedPaper
from banji.register.papers import kinds

# The alarm that a paper is about to lapse, or has.
LAPSES = "MOVE_PAPER_LAPSES"
PERMIT, CERTIFICATE = MovePaper.Kind.PERMIT, MovePaper.Kind.CERTIFICATE
_VALIDITY = {PERMIT: "migration.permit_validity", CERTIFICATE: "migration.certificate_validity"}
_PREFIX = {PERMIT: "ZQ", CERTIFICATE: "QY"}


def issue(taking: Taking, kind: str) -> MovePaper:
    """A paper of this city, under a new number; the one before it is void."""
    county = taking.case.number.split("-")[1]
    series = f"{_PREFIX[MovePaper.Kind(kind)]}{county}{taking.today.year}"
    (serial,) = counters.take(series)
    station = taking.case.station
    return _write(taking, kind, f"{series}{serial:06d}", taking.today, ours=True, by=station.name)


def note_certificate(taking: Taking) -> None:
    """The certificate of the place left: it is put to the case, too, where the list names it."""
    facts = taking.facts
    number, issued_on = str(facts["certificate_no"]), facts["issued_on"]
    if not isinstance(issued_on, date):
        raise TypeError("A day of issue is a day.")
    _write(taking, CERTIFICATE, number, issued_on, ours=False, by=str(facts.get("issued_by") or ""))
    asked = {demand.paper.id for group in ENTERING.asked(taking.view) for demand in group}
    if "MIGRATION_CERTIFICATE" in asked and not taking.view.has("MIGRATION_CERTIFICATE"):
        taking.act.add(
            Evidence(
                case=taking.case,
                paper="MIGRATION_CERTIFICATE",
                document_no=number,
                issuer=str(facts.get("issued_by") or ""),
                issued_on=issued_on,
                added_by=taking.by.name,
            )
        )


def certificate_of(taking: Taking) -> MovePaper | None:
    """The certificate on which somebody moves in; None where he moves without one."""
    found = papers_of(taking.case).get(CERTIFICATE)
    return found if seen(taking.view).route.certificate else None


def take_back_permit(taking: Taking) -> None:
    """Nobody comes on it any more."""
    if permit := papers_of(taking.case).get(PERMIT):
        void_printed(permit, taking)


def void_printed(paper: MovePaper, taking: Taking) -> None:
    """Whoever verifies the permit that was printed learns that it is not good any more; of a certificate the register
    says so itself."""
    printed = IssuedPaper.objects.filter(kind=kinds.PERMIT.name, number=paper.number, recorded_to=None)
    if found := printed.first():
        printing.withdraw(found, why=taking.reason, by=taking.by, case_no=taking.case.number)


def _write(taking: Taking, kind: str, number: str, issued_on: date, *, ours: bool, by: str) -> MovePaper:
    if before := papers_of(taking.case).get(kind):
        taking.act.close(before)
        void_printed(before, taking)
        settle_of(LAPSES, subject=("case", taking.case.pk), this=taking.act)
    paper = MovePaper(
        case=taking.case,
        kind=kind,
        number=number,
        issued_on=issued_on,
        valid_until=taking.view.rules.deadline(_VALIDITY[MovePaper.Kind(kind)], issued_on).due_on,
        ours=ours,
        issued_by=by,
    )
    taking.act.add(paper)
    return paper
