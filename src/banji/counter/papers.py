"""What goes out at the counter under a number: the receipt, the one-time notice, the written refusal."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from banji.counter.closed_lists import closed_list
from banji.counter.items import ITEMS
from banji.counter.models import VisitRecord
from banji.documents import render
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.clock import CITY_TIME
from banji.identity.masking import mask_name
from banji.law import papers as law
from banji.law.refusals import appeal
from banji.law.sources import Citation, register
from banji.printing import kinds
from banji.printing.kinds import PaperKind
from banji.printing.models import IssuedPaper
from banji.printing.operations import Mark, Paper, issue
from banji.register.papers import words
from banji.register.papers.drafts import heading
from banji.register.purposes import Purpose

FOLDER = "banji/counter/documents"
COUNTER = Purpose.COUNTER.value
RECEIPT = PaperKind("receipt", _("Receipt of an application"), "SLH")
NOTICE = PaperKind("one_time_notice", _("One-time notice of missing papers"), "GZS")
REFUSAL = PaperKind("refusal", _("Written refusal"), "BYS")
_KINDS = {"ACCEPTED": RECEIPT, "MISSING": NOTICE, "REFUSED": REFUSAL}


def tell() -> None:
    for kind in _KINDS.values():
        kinds.register(kind)


def issued(visit: VisitRecord) -> IssuedPaper | None:
    """The paper of this visit, if it has been printed."""
    return IssuedPaper.objects.filter(about=_about(visit), recorded_to=None).first()


def issue_paper(visit: VisitRecord, *, by: Actor) -> IssuedPaper:
    """Print what came of the visit; printed again it is the same paper. Raises `Refused` for who is no officer."""
    if standing := issued(visit):
        return standing
    kind = _KINDS[visit.outcome]
    paper = Paper(
        kind=kind.name,
        station_id=visit.station_id,
        station=visit.station.name,
        person_id=visit.person_id,
        household_id=visit.household_id,
        about=_about(visit),
        shown={"name": mask_name(visit.applicant)},
    )
    return issue(
        paper, draw=lambda mark: _drawn(visit, kind, mark, by), by=by, purpose=COUNTER, case_no=visit.case_no
    )


def _about(visit: VisitRecord) -> str:
    return f"visit:{visit.pk}"


@words.in_chinese
def _drawn(visit: VisitRecord, kind: PaperKind, mark: Mark, by: Actor) -> bytes:
    now = clock.now()
    printed = {
        "printed_at": now.isoformat(timespec="seconds"),
        "watermark": {"user": by.name, "time": f"{now:%Y-%m-%d %H:%M}", "case": visit.case_no},
    }
    data = heading(visit.station, by) | data_of(visit) | printed | mark.as_data
    return render(f"{FOLDER}/{kind.name}.typ", data)


def data_of(visit: VisitRecord) -> dict[str, Any]:
    """What stands on the paper of a visit, as its template says; in Chinese."""
    came = {
        "visit": visit.number,
        "at": visit.at.astimezone(CITY_TIME).isoformat(timespec="minutes"),
        "applicant": visit.applicant,
        "item": str(ITEMS[visit.item].title) if visit.item in ITEMS else visit.title,
        "officer": visit.officer,
        "papers": [
            {"name": law.paper(one["paper"]).name.zh, "number": one["document_no"]} for one in visit.papers
        ],
    }
    return came | {"ACCEPTED": _taken_up, "MISSING": _lacking, "REFUSED": _refused}[visit.outcome](visit)


def _taken_up(visit: VisitRecord) -> dict[str, Any]:
    promised = words.iso(visit.promised_on)
    return {"promised_on": promised, "done": bool(visit.events), "case_no": visit.case_no}


def _lacking(visit: VisitRecord) -> dict[str, Any]:
    groups = [[law.paper(paper) for paper in group] for group in visit.missing]
    named = [[{"name": one.name.zh, "issuer": one.issuer.zh} for one in group] for group in groups]
    return {"missing": named, "legal_basis": words.legal(*_grounds(visit))}


def _grounds(visit: VisitRecord) -> list[Citation]:
    """By which articles the missing papers are asked for, each once."""
    wanted = {paper for group in visit.missing for paper in group}
    day = visit.at.astimezone(CITY_TIME).date()
    demands = closed_list(visit.step.removeprefix("register."), day).demands if visit.step else ()
    found = {demand.source.id: demand.source for demand in demands if demand.paper.id in wanted}
    return list(found.values())


def _refused(visit: VisitRecord) -> dict[str, Any]:
    day = visit.at.astimezone(CITY_TIME).date()
    article = appeal(day)
    whole = Citation(article.source, None).cite("zh")
    return {
        "reason": visit.reason,
        "remedy": visit.remedy,
        "legal_basis": words.legal(register().cite(visit.article)),
        "appeal": {"title": article.source.title.zh, "article": article.cite("zh").removeprefix(whole)},
    }
