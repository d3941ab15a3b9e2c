"""One village's notices: issued, printed in one run, and their service recorded in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from banji.addresses.models import Division
from banji.audit.readings import PRINTED, record_reading
from banji.cases.models import Case, Notice, Service
from banji.cases.scope import cases_of
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.matters.deaths.effects import DECLARANT, NOTICE_KIND
from banji.matters.deaths.papers import Data, common, draw, in_chinese, iso, notice_data
from banji.matters.deaths.procedure import CONFIRMED, KIND, NOTIFIED


def villages_with_work(by: Actor) -> QuerySet[Division]:
    """Villages in which notices are to be written or served, with how many cases of each."""
    cases = cases_of(by).filter(kind=KIND, is_open=True, state__in=(CONFIRMED, NOTIFIED))
    mine = Q(cases__in=cases)
    counted = Division.objects.filter(mine).annotate(
        confirmed=Count("cases", filter=mine & Q(cases__state=CONFIRMED), distinct=True),
        notified=Count("cases", filter=mine & Q(cases__state=NOTIFIED), distinct=True),
    )
    return counted.order_by("code")


def to_issue(village_id: int, by: Actor) -> list[Case]:
    return list(_cases(village_id, by).filter(state=CONFIRMED).order_by("number"))


def to_serve(village_id: int, by: Actor) -> list[Notice]:
    """The notices in force that nobody has recorded as served."""
    rows = Notice.objects.filter(
        case__in=_cases(village_id, by).filter(state=NOTIFIED), kind=NOTICE_KIND, recorded_to=None
    )
    served = Service.objects.filter(recorded_to=None).values("notice")
    return list(rows.exclude(pk__in=served).select_related("case").order_by("case__number", "id"))


def _cases(village_id: int, by: Actor) -> QuerySet[Case]:
    found = cases_of(by).filter(kind=KIND, is_open=True, village=village_id)
    return found.select_related("station__parent", "village")


def print_run(village: Division, notices: Sequence[Notice], by: Actor) -> bytes:
    """The list to sign and every notice, each on its own pages; a recorded reading of all of them."""
    persons = {n.case.person_id for n in notices if n.case.person_id}
    record_reading(PRINTED, by=by, persons=persons, purpose="CASE", object_=("village", village.pk))

    @in_chinese
    def drawn(case: Case, by: Actor) -> bytes:
        today = clock.today()
        run: Data = common(case, by) | {
            "number": f"{village.name}-{iso(today)}",
            "village": village.name,
            "made_on": iso(today),
            "papers": [_paper(notice, by) for notice in notices],
        }
        return draw("notices_by_village", run)

    return drawn(notices[0].case, by)


def _paper(notice: Notice, by: Actor) -> Mapping[str, Any]:
    for_ = "declarant" if notice.addressee_kind == DECLARANT else "committee"
    return {"for": for_, "notice": notice_data(notice.case, notice, by)}
