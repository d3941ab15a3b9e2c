"""Adding a step, and where a request stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from banji.audit.acts import Act
from banji.foundation import jobs
from banji.foundation.actors import Actor
from banji.register.exporting.models import STATES, ExportRequest, ExportStep

Kind = ExportStep.Kind
_DECIDED = (Kind.APPROVED, Kind.REFUSED, Kind.WITHDRAWN)


def lock(request_id: UUID) -> None:
    """One at a time at a request: its rows are only added, so there is none to lock."""
    jobs.lock(f"export:{request_id}")


def add(
    this: Act,
    request: ExportRequest,
    kind: str,
    *,
    by: Actor,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> ExportStep:
    """Within an act, with the request locked."""
    this.object_kind, this.object_id, this.case_no = "export", str(request.pk), request.number
    step = ExportStep(
        request=request,
        seq=request.steps.count(),
        kind=kind,
        taken_by=by.name,
        role=by.role,
        reason=reason,
        details=details or {},
    )
    this.add(step)
    if request.waiting and kind in _DECIDED:
        request.waiting = False
        request.save(update_fields=["waiting"])
    return step


def last(request: ExportRequest) -> ExportStep:
    """The step that says where the request stands."""
    return request.steps.filter(kind__in=STATES).order_by("-seq")[0]


def file_of(request_id: UUID) -> Path:
    folder = Path(settings.VAR) / "exports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{request_id}.zip"
