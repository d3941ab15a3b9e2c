"""One search from beginning to end. Killed at any point and started again, it opens nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import batched
from uuid import UUID

from django.utils.translation import gettext as _

from banji.audit.acts import act
from banji.foundation import clock, jobs
from banji.foundation.actors import Actor
from banji.foundation.progress import Progress
from banji.matters.duplicates.kinds import SHARED, TWICE, WRONG
from banji.matters.duplicates.linked import follow_all
from banji.matters.duplicates.models import Search
from banji.matters.duplicates.operations import JOB
from banji.matters.duplicates.searching.opening import KNOWN, OPENED, known_before, take_up
from banji.matters.duplicates.searching.shared import shared_numbers
from banji.matters.duplicates.searching.suspects import Suspect
from banji.matters.duplicates.searching.twice import registered_twice
from banji.register.access.odd_numbers import Odd, odd_numbers
from banji.register.models import Registration

STEP = 50


def search(search_id: UUID | str, *, by: Actor) -> None:
    """Search the register, unless this search has ended. Raises `TryAgain` while another one runs."""
    with jobs.alone(JOB):
        found = Search.objects.get(pk=search_id)
        if found.ended_at is None:
            _search(found, by)


def _search(found: Search, by: Actor) -> None:
    progress = Progress.resume(JOB, str(found.pk), by=by)
    with progress.working():
        odd = _check_numbers(progress)
        progress.stage(_("Comparing the register with itself"))
        known_at, twice = registered_twice({one.person_id: one.repairs for one in odd if one.repairs})
        shared = shared_numbers(clock.today())
        wrong = [Suspect(WRONG, one.person_id, number_id=one.number_id, why=one.why) for one in odd]
        progress.stage(_("Opening cases"), len(twice) + len(shared) + len(wrong))
        lists = {TWICE: twice, SHARED: shared, WRONG: wrong}
        follow_all(by=by)
        became = {kind: _take_up(suspects, found, progress, by) for kind, suspects in lists.items()}
        with act("duplicates.search", by=by, object_=("search", found.pk)) as this:
            found.known_at, found.ended_at = known_at, this.now
            found.counts = {kind: _counted(counts) for kind, counts in became.items()}
            found.save(update_fields=["known_at", "ended_at", "counts"])
            this.after = {"known_at": known_at.isoformat(), **found.counts}
        progress.finish()


def _check_numbers(progress: Progress) -> list[Odd]:
    active = Registration.objects.filter(status="ACTIVE", recorded_to=None, valid_to=None)
    progress.stage(_("Checking the numbers"), active.count())
    odd = []
    for looked_at, some in odd_numbers(clock.today()):
        odd += some
        progress.add(looked_at)
    return odd


def _take_up(suspects: Sequence[Suspect], found: Search, progress: Progress, by: Actor) -> Counter[str]:
    became: Counter[str] = Counter()
    for some in batched(suspects, STEP):
        known = known_before(some[0].kind)
        for one in some:
            became[KNOWN if one.key in known else take_up(one, search=found, by=by)] += 1
        progress.add(len(some))
    return became


def _counted(became: Counter[str]) -> dict[str, int]:
    """What was opened is counted from the rows: a search that was resumed finds its own as known."""
    rest = {what: n for what, n in became.items() if what not in {OPENED, KNOWN}}
    return {"found": became.total(), **rest}
