"""What the pages of cases show of this matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.cases.models import Case, Step
from banji.cases.procedure import Step as Row
from banji.cases.rows import CaseRows
from banji.cases.showing import Print, Said, Showing
from banji.foundation import clock
from banji.matters.deaths import casefile, papers
from banji.matters.deaths.effects import COMMITTEE, DECLARANT, NOTICE_KIND
from banji.matters.deaths.models import DeathSignal
from banji.matters.deaths.procedure import CANCELLED, DECLARED, REVOKING
from banji.matters.deaths.queries import cancellation_of, signals_of
from banji.matters.deaths.sources import title
from banji.register import operations, revoking


def said(case: Case) -> Iterator[Said]:
    """What each source says, with its strength."""
    for signal in signals_of(case):
        died = _("died on %(day)s") % {"day": date_format(signal.died_on)} if signal.died_on else ""
        parts = (died, signal.place, signal.document_no)
        yield Said(
            title=title(signal.source),
            who=" ".join(str(part) for part in (signal.organisation or "", signal.said_by) if part),
            on=signal.received_on,
            mark=DeathSignal.Strength(signal.strength).label,
            text=" · ".join(part for part in parts if part),
        )


def suggests(case: Case, row: Row) -> Mapping[str, object]:
    """The date of death and the committee, where the case knows them already."""
    asked = {ask.name for ask in row.asks}
    known: dict[str, object] = {}
    if "died_on" in asked:
        known["died_on"] = papers.death_of(case)["date"]
    if "committee" in asked:
        known["committee"] = papers.committee_of(case)
    if asked & {"declarant", "declarant_relation"}:
        known |= _declarant(case)
    return known


def _declarant(case: Case) -> dict[str, object]:
    last = Step.objects.filter(case=case, name="issue_notices", recorded_to=None).order_by("-seq").first()
    return {k: last.details.get(k, "") for k in ("declarant", "declarant_relation")} if last else {}


def choices(case: Case, ask: str) -> list[tuple[str, str]]:
    if ask == "returns":
        return _ways_back(case)
    if ask != "signal":
        return []
    return [
        (str(s.pk), " · ".join([title(s.source), str(s.organisation or s.said_by), str(s.died_on or "")]))
        for s in signals_of(case)
    ]


def _ways_back(case: Case) -> list[tuple[str, str]]:
    event = cancellation_of(case)
    return revoking.ways(operations.prospect(event.pk), clock.today()) if event else []


def _has(kind: str, addressee_kind: str) -> Callable[[CaseRows], bool]:
    def ready(rows: CaseRows) -> bool:
        return any((n.kind, n.addressee_kind) == (kind, addressee_kind) for n in rows.notices_now)

    return ready


TO_DECLARANT, TO_COMMITTEE = _has(NOTICE_KIND, DECLARANT), _has(NOTICE_KIND, COMMITTEE)


def _cancelled(rows: CaseRows) -> bool:
    return bool(rows.steps) and rows.steps[-1].to_state in {DECLARED, CANCELLED, REVOKING}


SHOWING = Showing(
    said=said,
    suggests=suggests,
    choices=choices,
    prints=(
        Print(
            "notice_declarant",
            gettext_lazy("Notice to the declarant"),
            papers.notice_declarant,
            TO_DECLARANT,
        ),
        Print(
            "notice_committee",
            gettext_lazy("Notice to the committee"),
            papers.notice_committee,
            TO_COMMITTEE,
        ),
        Print(
            "proof_declarant",
            gettext_lazy("Proof of service, declarant"),
            papers.service_proof(DECLARANT),
            TO_DECLARANT,
        ),
        Print(
            "proof_committee",
            gettext_lazy("Proof of service, committee"),
            papers.service_proof(COMMITTEE),
            TO_COMMITTEE,
        ),
        Print("committee_proof", gettext_lazy("Blank proof for the committee"), papers.committee_proof),
        Print("investigation_record", gettext_lazy("Investigation record"), papers.investigation_record),
        Print(
            "certificate",
            gettext_lazy("Proof that a registration was cancelled"),
            papers.cancellation_proof,
            _cancelled,
        ),
        Print("file", gettext_lazy("The whole file"), casefile.case_file),
    ),
    may_be_lost=frozenset({"HOUSEHOLD_BOOK", "DECEASED_ID_CARD"}),
)
