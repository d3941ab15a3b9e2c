"""The rows a case is made of, read once for everything that looks at them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from banji.cases.models import Case, Evidence, Notice, Service, Step


@dataclass(frozen=True)
class CaseRows:
    """All rows, also those withdrawn: the story tells of them. `…_now` are the ones that stand."""

    steps: list[Step]
    evidence: list[Evidence]
    notices: list[Notice]
    services: list[Service]

    @cached_property
    def evidence_now(self) -> list[Evidence]:
        return [row for row in self.evidence if row.recorded_to is None]

    @cached_property
    def notices_now(self) -> list[Notice]:
        return [row for row in self.notices if row.recorded_to is None]

    @cached_property
    def service_of(self) -> dict[int, Service]:
        """The service that stands, by notice."""
        return {row.notice_id: row for row in self.services if row.recorded_to is None}


def rows_of(case: Case) -> CaseRows:
    """Four statements."""
    return CaseRows(
        steps=list(Step.objects.filter(case=case, recorded_to=None).order_by("seq")),
        evidence=list(Evidence.objects.filter(case=case).select_related("file").order_by("id")),
        notices=list(Notice.objects.filter(case=case).order_by("id")),
        services=list(Service.objects.filter(notice__case=case).select_related("proof").order_by("id")),
    )
