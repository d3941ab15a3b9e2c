"""The rows a case is made of, read once for everything that looks at them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from banji.cases.models import Case, Evidence, Notice, Service, Step
from banji.cases.registry import procedure_of
from banji.exchange.models import Delivery, Message
from banji.foundation.gather import gathering


@dataclass(frozen=True)
class CaseRows:
    """All rows, also those withdrawn: the story tells of them. `…_now` are the ones that stand."""

    steps: list[Step]
    evidence: list[Evidence]
    notices: list[Notice]
    services: list[Service]
    messages: list[Message]
    deliveries: list[Delivery]

    @cached_property
    def evidence_now(self) -> list[Evidence]:
        return [row for row in self.evidence if row.recorded_to is None]

    @cached_property
    def notices_now(self) -> list[Notice]:
        return [row for row in self.notices if row.recorded_to is None]

    @cached_property
    def deliveries_of(self) -> dict[UUID, list[Delivery]]:
        """What went out to departments, by message."""
        found: dict[UUID, list[Delivery]] = {message.pk: [] for message in self.messages}
        for delivery in self.deliveries:
            found[delivery.message_id].append(delivery)
        return found

    @cached_property
    def service_of(self) -> dict[int, Service]:
        """The service that stands, by notice."""
        return {row.notice_id: row for row in self.services if row.recorded_to is None}


def rows_of(case: Case) -> CaseRows:
    """Everything, in one statement."""
    persons = procedure_of(case.kind).concerns(case)
    about = [f"person:{person}" for person in persons]
    messages = Message.objects.filter(order_key__in=about, case_no=case.number)
    deliveries = Delivery.objects.filter(message__in=messages, organisation__isnull=False)
    services = Service.objects.filter(notice__case=case).select_related("proof")
    with gathering() as gather:
        return CaseRows(
            steps=gather(Step.objects.filter(case=case, recorded_to=None).order_by("seq")),
            evidence=gather(Evidence.objects.filter(case=case).select_related("file").order_by("id")),
            notices=gather(Notice.objects.filter(case=case).order_by("id")),
            services=gather(services.order_by("id")),
            messages=gather(messages.order_by("seq")),
            deliveries=gather(deliveries.select_related("organisation").order_by("id")),
        )
