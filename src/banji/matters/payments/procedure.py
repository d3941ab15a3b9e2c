"""Cancelled but still paid, from the list to the answer: one readable table (docs/adr/0007-still-paid.md).

Only who is cancelled on death is ever found: moved away, enlisted, settled abroad or registered twice is not dead.
Nobody's benefit is stopped here. The payer is told, decides under his own law, and answers.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.accounts.roles import Role
from banji.cases.models import Case
from banji.cases.procedure import Mood, Procedure, State, Step
from banji.cases.rules import View
from banji.law.sources import source

STOP_PAY = source("PLAN_2017", "三(三)4")
CORRECT = source("PLAN_2017", "四(三)")

KIND = "still_paid"
FOUND, TOLD, ANSWERED, CLOSED = "FOUND", "TOLD", "ANSWERED", "CLOSED"
OPEN = (FOUND, TOLD, ANSWERED)
OFFICERS = (Role.OFFICER, Role.STATION_CHIEF, Role.COUNTY_OFFICER, Role.CITY_OFFICER)
PAYER = (Role.LIAISON,)


def _as_it_is(case: Case, view: View) -> View:
    return view


PROCEDURE = Procedure(
    kind=KIND,
    prefix="ZF",
    title=_("Cancelled but still paid"),
    source=STOP_PAY,
    view=_as_it_is,
    states=(
        State(FOUND, _("Found on a list"), Role.COUNTY_OFFICER, Mood.WORKING, due="payments.tell_within"),
        State(TOLD, _("Payer told"), Role.LIAISON, Mood.WAITING, due="payments.answer_within"),
        State(
            ANSWERED, _("Payer objects"), Role.COUNTY_OFFICER, Mood.STOPPED, due="payments.settle_within"
        ),
        State(CLOSED, _("Closed"), None, Mood.DONE, final=True),
    ),
    steps=(
        Step("tell", _("Tell the payer"), (FOUND,), TOLD, OFFICERS, STOP_PAY, main=True),
        Step("remind", _("Remind the payer"), (TOLD,), "", (), STOP_PAY, system=True),
        # An answer to the ordinary message of the cancellation may come before anybody has looked at the list.
        Step("stopped", _("Payment was stopped"), (*OPEN, CLOSED), CLOSED, PAYER, STOP_PAY, main=True),
        Step("not_due", _("It is paid to somebody else, or rightly"), (TOLD,), ANSWERED, PAYER, STOP_PAY),
        Step("said_alive", _("The person is alive"), (TOLD,), ANSWERED, PAYER, CORRECT),
        Step("accept", _("Accept the answer"), (ANSWERED,), CLOSED, OFFICERS, STOP_PAY, reasoned=True, main=True),
        Step("tell_again", _("Tell the payer again"), (ANSWERED,), TOLD, OFFICERS, STOP_PAY, reasoned=True),
        Step("dismiss", _("The list means somebody else"), OPEN, CLOSED, OFFICERS, CORRECT, reasoned=True),
        Step("reopen", _("Open again"), (CLOSED,), FOUND, OFFICERS, STOP_PAY, reasoned=True),
        Step("restored", _("Registration restored"), OPEN, CLOSED, (), CORRECT, system=True),
        Step("withdrawn", _("The match was withdrawn"), OPEN, CLOSED, (), CORRECT, system=True),
    ),
)  # fmt: skip


class Outcome:
    """How an item ended, or what the payer objects."""

    STOPPED = "STOPPED"
    STOPPED_BEFORE = "STOPPED_BEFORE"
    NOT_DUE = "NOT_DUE"
    ALIVE = "ALIVE"
    RESTORED = "RESTORED"
    NOT_SAME = "NOT_SAME"

    CHOICES = (
        (STOPPED, _("stopped")),
        (STOPPED_BEFORE, _("had been stopped before the list came")),
        (NOT_DUE, _("paid to somebody else, or rightly")),
        (ALIVE, _("payer says the person is alive")),
        (RESTORED, _("registration restored: the person is alive")),
        (NOT_SAME, _("the list means somebody else")),
    )
    STOPS = (STOPPED, STOPPED_BEFORE)
    # What an officer may open again.
    BY_OFFICER = (NOT_DUE, NOT_SAME)
