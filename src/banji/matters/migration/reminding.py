"""Before a paper of a move lapses, it is said: on the station's desk and on the mover's own page, at the days of the
profile (10, 3, 0 before). Nothing is said twice, and of days that were missed only the nearest."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.audit.acts import Act, act
from banji.cases.alarms import raise_alarm, settle_of, settle_past
from banji.cases.lawbook import rules_of
from banji.cases.models import Case
from banji.foundation import clock
from banji.foundation.actors import Actor, system
from banji.matters.migration.models import MovePaper, Reminder
from banji.matters.migration.procedure import APPROVED, EXPIRED, IN_TRANSIT, MOVED_OUT, POCKET
from banji.matters.migration.queries import KIND

LAPSES = "MOVE_PAPER_LAPSES"
_BY = system("migration.reminding")
_DAYS = ("migration.remind_first", "migration.remind_second", "migration.remind_last")
# Which paper the way depends on, by where the case stands.
_PAPER = {
    APPROVED: MovePaper.Kind.PERMIT,
    MOVED_OUT: MovePaper.Kind.CERTIFICATE,
    IN_TRANSIT: MovePaper.Kind.CERTIFICATE,
}
_NOTED = (*_PAPER, EXPIRED, POCKET)


def remind(*, by: Actor = _BY) -> int:
    """Say it wherever it is time. Returns how many papers were reminded of."""
    cases = Case.objects.filter(kind=KIND, is_open=True)
    with act("migration.remind", by=by) as this:
        settle_past(LAPSES, "case", still=cases.filter(state__in=_NOTED).values("pk"), this=this)
        said = 0
        for paper in _papers(cases.filter(state__in=_PAPER)):
            said += _remind(paper, this)
        return said


def _papers(cases: QuerySet[Case]) -> Iterator[MovePaper]:
    papers = MovePaper.objects.filter(case__in=cases, recorded_to=None).select_related("case__station")
    yield from (paper for paper in papers if _PAPER[paper.case.state] == paper.kind)


def _remind(paper: MovePaper, this: Act) -> bool:
    left = (paper.valid_until - clock.today()).days
    days = [rules_of(paper.case).value(key).n for key in _DAYS]
    due = [n for n in days if left <= n]
    said = set(Reminder.objects.filter(paper=paper).values_list("days_before", flat=True))
    new = [n for n in due if n not in said]
    if not new:
        return False
    this.add(*(Reminder(paper=paper, days_before=n) for n in new))
    subject = ("case", paper.case_id)
    # A nearer day takes the place of the one before.
    settle_of(LAPSES, subject=subject, this=this)
    raise_alarm(LAPSES, subject=subject, text=_words(paper, left), station=paper.case.station, this=this)
    return True


def _words(paper: MovePaper, left: int) -> str:
    return _("{number}: {paper} {paper_no} is good until {day} ({left} days left).").format(
        number=paper.case.number,
        paper=paper.get_kind_display(),
        paper_no=paper.number,
        day=date_format(paper.valid_until),
        left=max(left, 0),
    )
