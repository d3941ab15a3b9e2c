"""Three registrations of one person are three pairs, each a case: what is decided in one settles what it makes moot.

    A, B, C, and B is merged into A: the pair B, C is set aside, and A, C is taken up unless it stands already.
    B stands again: the pair B, C is taken up again, unless C is merged by then.

Nothing is decided here: a pair is set aside while one of the two is cancelled as a second or false registration, and open
as soon as both stand. So any order of merging and un-merging ends in the same cases.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from banji.cases.models import Case
from banji.cases.registry import procedure_of
from banji.cases.runner import Taking, take
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.matters.duplicates.kinds import TWICE
from banji.matters.duplicates.models import Suspicion
from banji.matters.duplicates.queries import people_of, set_aside
from banji.matters.duplicates.searching.opening import take_up
from banji.matters.duplicates.searching.suspects import Suspect
from banji.register.queries.survivors import leads_to

JOB = "duplicates.follow"
SETTLE, TAKE_UP = "settle", "take_up_again"
LINKED = "linked"


def linked_to(case: Case) -> QuerySet[Suspicion]:
    """What else is suspected of the same people, of any kind, open or decided."""
    people = list(people_of(case))
    rows = Suspicion.objects.filter(Q(first__in=people) | Q(second__in=people), recorded_to=None)
    return rows.exclude(case=case).select_related("case").order_by("pk")


def stand_at_a_free_end(taking: Taking) -> None:
    """A person has one open case of a kind: one that opens again stands at the end of the pair that has none by now."""
    people = list(people_of(taking.case))
    others = Case.objects.filter(kind=taking.case.kind, is_open=True, person__in=people)
    busy = dict(others.exclude(pk=taking.case.pk).values_list("person_id", "number"))
    free = next((person for person in people if person not in busy), None)
    if free is None:
        raise Refused(
            _("Each of them has another open case of this kind."),
            remedy=_("Finish one of these first: %(cases)s.") % {"cases": ", ".join(sorted(busy.values()))},
            code="busy",
        )
    taking.case.person_id = free


def follow(person_id: UUID, *, by: Actor) -> None:
    """This registration was cancelled or stands again: set aside, or take up again, the pairs it belongs to. Safe to be
    asked twice, and about anybody."""
    pairs = Suspicion.objects.filter(Q(first=person_id) | Q(second=person_id), kind=TWICE, recorded_to=None)
    for pair in pairs.select_related("case").order_by("pk"):
        _follow(pair, by)


def follow_all(*, by: Actor) -> None:
    """Of every pair: whatever was left behind, because a job was lost or both ends had another case."""
    open_ = Q(case__is_open=True) | Q(case__state__in=procedure_of(TWICE).step(TAKE_UP).from_)
    for pair in (
        Suspicion.objects.filter(open_, kind=TWICE, recorded_to=None).select_related("case").order_by("pk")
    ):
        _follow(pair, by)


def _follow(pair: Suspicion, by: Actor) -> None:
    gone = set_aside(people_of(pair.case), clock.today())
    step = procedure_of(TWICE).step(SETTLE if gone else TAKE_UP)
    if pair.case.state not in step.from_:
        return
    with suppress(Refused):  # an officer was faster, or both have another case
        take(pair.case_id, step.name, by=by, reason=str(step.title))
        if gone:
            _take_up_instead(pair, by)


def _take_up_instead(pair: Suspicion, by: Actor) -> None:
    """Whoever is left of the pair may be the one under whom the other goes on."""
    first, second = (leads_to(person) for person in people_of(pair.case))
    if first != second:
        first, second = sorted((first, second))
        take_up(Suspect(TWICE, first, second, why=(LINKED,), weight=pair.weight), search=None, by=by)
