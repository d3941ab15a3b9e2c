"""The migration certificate (迁移证) of this city on paper, from the page of the case: as from the page of the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.cases.models import Case
from banji.cases.rows import CaseRows
from banji.cases.sheet import PURPOSE
from banji.cases.showing import Print
from banji.files.access import read
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.matters.migration.models import MovePaper
from banji.matters.migration.procedure import IN_TRANSIT
from banji.matters.migration.queries import moving, papers_of
from banji.printing.models import IssuedPaper
from banji.register.papers import kinds
from banji.register.papers.issuing import Need, issue_for_person


def draw(case: Case, by: Actor) -> bytes:
    """The PDF of the certificate that is good now; issued when it is first asked for."""
    certificate, movers = papers_of(case).get(MovePaper.Kind.CERTIFICATE), moving(case)
    if certificate is None or not movers:
        raise NotFound(_("No certificate of this move is in force."))
    persons = [mover.person_id for mover in movers]
    # Made out for the head or the eldest, whoever of them that is.
    issued = IssuedPaper.objects.filter(kind=kinds.MIGRATION.name, person_id__in=persons, recorded_to=None)
    found = issued.filter(shown__certificate_no=certificate.number).select_related("file").first()
    found = found or issue_for_person(persons[0], kinds.MIGRATION.name, Need(by, PURPOSE, case.number))
    return read(found.file, by=by, persons=persons, purpose=PURPOSE, case_no=case.number)


def _ready(rows: CaseRows) -> bool:
    return bool(rows.steps) and rows.steps[-1].to_state == IN_TRANSIT


PRINT = Print("migration_certificate", kinds.MIGRATION.title, draw, _ready)
