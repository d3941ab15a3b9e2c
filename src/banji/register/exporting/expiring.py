"""The end of a list's file."""

from __future__ import annotations

from uuid import UUID

from banji.audit.acts import act
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.register.exporting import steps
from banji.register.exporting.models import ExportStep
from banji.register.exporting.queries import requests

Kind = ExportStep.Kind


def expire(*, by: Actor) -> int:
    """Remove the files whose days are over, and every file that no list needs. Returns how many lists expired."""
    today = clock.today().isoformat()
    ended = [r for r in requests().filter(state=Kind.MADE) if steps.last(r).details["expires_on"] < today]
    for request in ended:
        with act("exporting.expire", by=by) as this:
            steps.lock(request.pk)
            if steps.last(request).kind == Kind.MADE:
                steps.add(this, request, Kind.EXPIRED, by=by)
                steps.file_of(request.pk).unlink(missing_ok=True)
    _sweep()
    return len(ended)


def _sweep() -> None:
    """What a killed job left, or a withdrawal whose act was rolled back did not remove."""
    folder = steps.file_of(UUID(int=0)).parent
    needed = requests().filter(state__in=(Kind.APPROVED, Kind.MADE)).values_list("pk", flat=True)
    names = {str(pk) for pk in needed}
    for path in folder.glob("*.zip*"):
        if path.name.split(".")[0] not in names:
            path.unlink(missing_ok=True)
