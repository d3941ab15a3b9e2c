"""The job that makes an approved list."""

from __future__ import annotations

from banji.foundation import jobs
from banji.foundation.actors import system
from banji.register.exporting import making
from banji.register.exporting.operations import MAKE


@jobs.task(MAKE)
def make(request_id: str) -> None:
    making.make(request_id, by=system(MAKE))
