"""The job that searches the register."""

from __future__ import annotations

from banji.foundation import jobs
from banji.foundation.actors import system
from banji.matters.duplicates.operations import JOB
from banji.matters.duplicates.searching.run import search


@jobs.task(JOB)
def search_register(search_id: str) -> None:
    search(search_id, by=system(JOB))
