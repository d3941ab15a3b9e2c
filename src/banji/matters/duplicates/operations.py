"""Starting a search of the register."""

from __future__ import annotations

from django.utils.translation import gettext as _

from banji.accounts.roles import Role
from banji.audit.acts import act
from banji.foundation import jobs
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.errors import Refused
from banji.foundation.models import LongJob
from banji.foundation.progress import Progress, latest
from banji.matters.duplicates.models import Search

JOB = "duplicates.search"


def start_search(*, by: Actor) -> Search:
    """Begin a search, or go on with the one that has not ended: there is never more than one. Raises `Refused` for who
    is no city officer."""
    if by.kind is not ActorKind.SYSTEM and by.role != Role.CITY_OFFICER:
        raise Refused(
            _("The whole register is searched by a city officer."),
            rule="domain 5.12",
            remedy=_("It also runs by itself every month."),
            code="not_your_post",
        )
    with act("duplicates.start_search", by=by) as this:
        jobs.lock(JOB)
        found = Search.objects.filter(ended_at=None).first()
        if found is None:
            found = Search.objects.create(started_at=this.now, started_by=by.name)
        this.object_kind, this.object_id = "search", str(found.pk)
        if not _at_work(found):
            Progress.resume(JOB, str(found.pk), by=by)
            jobs.enqueue_named(JOB, one_at_a_time=JOB, search_id=str(found.pk))
    return found


def _at_work(found: Search) -> bool:
    job = latest(JOB, str(found.pk))
    return job is not None and job.state in {LongJob.QUEUED, LongJob.RUNNING}
