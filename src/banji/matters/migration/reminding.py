"""Before a paper of a move lapses, it is said: on the station's desk and on the mover's own page, at the days of the
profile (10, 3, 0 before). Nothing is said twice, and of days that were missed only the nearest. Once it has lapsed the
station is told what to do: whoever went with it is registered nowhere (国办发〔2015〕96号 二(六))."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
from banji.matters.migration.papers import LAPSES
from banji.matters.migration.procedure import APPROVED, EXPIRED, IN_TRANSIT, MOVED_OUT, POCKET
from banji.matters.migration.queries import KIND

# Stands in `Reminder.days_before` when it is over.
LAPSED = -1
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
            said += _say(paper, _due(paper), this)
        for paper in _lapsed(cases.filter(state__in=(EXPIRED, POCKET))):
            said += _say(paper, [LAPSED], this)
        return said


def _papers(cases: QuerySet[Case]) -> Iterator[MovePaper]:
    yield from (paper for paper in _of(cases) if _PAPER[paper.case.state] == paper.kind)


def _lapsed(cases: QuerySet[Case]) -> Iterable[MovePaper]:
    """Of each case the certificate, if there is one; else the permit."""
    return {paper.case_id: paper for paper in _of(cases).order_by("-kind")}.values()


def _of(cases: QuerySet[Case]) -> QuerySet[MovePaper, MovePaper]:
    papers = MovePaper.objects.filter(case__in=cases, recorded_to=None)
    return papers.select_related("case__station").prefetch_related("reminders")


def _due(paper: MovePaper) -> list[int]:
    days = (rules_of(paper.case).value(key).n for key in _DAYS)
    return [n for n in days if _left(paper) <= n]


def _left(paper: MovePaper) -> int:
    return (paper.valid_until - clock.today()).days


def _say(paper: MovePaper, due: list[int], this: Act) -> bool:
    """Unless it has been said."""
    said = {reminder.days_before for reminder in paper.reminders.all()}
    new = [n for n in due if n not in said]
    if not new:
        return False
    this.add(*(Reminder(paper=paper, days_before=n) for n in new))
    subject = ("case", paper.case_id)
    # A nearer day takes the place of the one before.
    settle_of(LAPSES, subject=subject, this=this)
    raise_alarm(LAPSES, subject=subject, text=_words(paper), station=paper.case.station, this=this)
    return True


def _words(paper: MovePaper) -> str:
    if paper.case.state == POCKET:
        sentence = _(
            "{number}: {paper} {paper_no} lapsed on {day}, and who went with it is registered nowhere. Ask where they are; issue it"
            " again, or register them again where they had left."
        )
    elif paper.case.state == EXPIRED:
        sentence = _("{number}: {paper} {paper_no} lapsed on {day}. Whoever issued it issues it again.")
    else:
        sentence = _("{number}: {paper} {paper_no} is good until {day} ({left} days left).")
    return sentence.format(
        number=paper.case.number,
        paper=paper.get_kind_display(),
        paper_no=paper.number,
        day=date_format(paper.valid_until),
        left=_left(paper),
    )
