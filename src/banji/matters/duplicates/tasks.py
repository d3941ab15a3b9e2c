"""The jobs: a search of the register, and what follows when somebody is merged or stands again."""

from __future__ import annotations

from uuid import UUID

from banji.foundation import jobs
from banji.foundation.actors import system
from banji.matters.duplicates import linked
from banji.matters.duplicates.operations import JOB
from banji.matters.duplicates.searching.run import search


@jobs.task(JOB)
def search_register(search_id: str) -> None:
    search(search_id, by=system(JOB))


@jobs.task(linked.JOB)
def follow(person_id: str) -> None:
    linked.follow(UUID(person_id), by=system(linked.JOB))
