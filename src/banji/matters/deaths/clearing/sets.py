"""The sets the cases fall into: each a name and a condition on the facts. A number counts one, its list shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banji.matters.deaths.procedure import (
    ALIVE,
    ALREADY,
    ANY_OPEN,
    BEFORE_NOTICE,
    CONFIRMED,
    DRAFTED,
    NO_MATCH,
    NOTIFIED,
    READY,
)

SOON_DAYS = 7
SHORT_DAYS = 30  # the share that is cancelled within so many days of the death


@dataclass(frozen=True, slots=True)
class CaseSet:
    """Cases with something in common, as a condition on the columns of `facts.FACTS`."""

    title: str | Promise
    where: str

    @property
    def in_period(self) -> bool:
        """Does it count what happened in a period, or what is there on a day?"""
        return "since" in self.where


def _in(states: Iterable[str]) -> str:
    return "state IN (" + ", ".join(f"'{state}'" for state in states) + ")"


def _during(day: str) -> str:
    return f"{day} BETWEEN since AND until"


OPEN = _in(ANY_OPEN)
_LATE = "NOT held AND due_on < day"
_TO_SERVE = f"({_in([CONFIRMED])} OR {_in([NOTIFIED])} AND NOT running)"
_RUNS = f"{_in([NOTIFIED])} AND running"
_VERIFY_LATE = f"{_in(BEFORE_NOTICE)} AND {_LATE}"
_SERVE_LATE = f"{_TO_SERVE} AND {_LATE}"
# Who may draft, may do so because the month is over; what is drafted is not yet decided.
_DECIDE_LATE = f"NOT held AND ({_in([READY, DRAFTED])} OR {_RUNS} AND due_on < day)"
_CANCELLED = _during("cancelled_on")

SETS: dict[str, CaseSet] = {
    "all": CaseSet(_("All cases"), "TRUE"),
    "open": CaseSet(_("Open suspects"), OPEN),
    "late": CaseSet(_("Overdue"), f"({_VERIFY_LATE}) OR ({_SERVE_LATE}) OR ({_DECIDE_LATE})"),
    "decide_late": CaseSet(_("Past the notice's month, no decision"), _DECIDE_LATE),
    "verify_late": CaseSet(_("Past the term for verifying"), _VERIFY_LATE),
    "serve_late": CaseSet(_("Past the term for serving"), _SERVE_LATE),
    "held": CaseSet(_("On hold with a day of review"), f"{OPEN} AND held"),
    "noticed": CaseSet(_("Notices issued, not yet decided"), _in([NOTIFIED, READY, DRAFTED])),
    "to_serve": CaseSet(_("Issued, not yet served"), f"{_in([NOTIFIED])} AND NOT running"),
    "running": CaseSet(_("Served, the month is running"), f"{_RUNS} AND due_on >= day"),
    "running_out": CaseSet(
        _("Running out within 7 days"), f"{_RUNS} AND due_on BETWEEN day AND day + {SOON_DAYS}"
    ),
    "opened": CaseSet(_("New suspects"), _during("opened_on")),
    "cancelled": CaseSet(_("Registrations cancelled"), _CANCELLED),
    "declared": CaseSet(_("Cancelled on the family's declaration"), f"{_CANCELLED} AND way = 'declare'"),
    "ex_officio": CaseSet(_("Cancelled by the police ex officio"), f"{_CANCELLED} AND way <> 'declare'"),
    "alive": CaseSet(_("Found alive"), f"{_in([ALIVE])} AND {_during('closed_on')}"),
    "no_match": CaseSet(_("Somebody else was meant"), f"{_in([NO_MATCH])} AND {_during('closed_on')}"),
    "already": CaseSet(_("Cancelled before the signal came"), f"{_in([ALREADY])} AND {_during('closed_on')}"),
    "revoked": CaseSet(_("Wrong cancellations revoked"), _during("revoked_on")),
    "lagged": CaseSet(_("Cancelled after a signal A or B"), f"{_CANCELLED} AND lag IS NOT NULL"),
    "dated": CaseSet(_("Cancelled with a date of death"), f"{_CANCELLED} AND death_lag IS NOT NULL"),
    "within_30": CaseSet(
        _("Cancelled within 30 days of the death"), f"{_CANCELLED} AND death_lag <= {SHORT_DAYS}"
    ),
    "ended": CaseSet(
        _("Cases that ended"),
        f"({_CANCELLED}) OR ({_in([ALIVE, NO_MATCH, ALREADY])} AND {_during('closed_on')})",
    ),
}
