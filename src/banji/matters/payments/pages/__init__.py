"""The pages of the payments matter: the list, one item, and how long payers take."""

from __future__ import annotations

from banji.accounts.roles import Role
from banji.cases.procedure import Mood
from banji.matters.payments.models import StillPaid
from banji.matters.payments.procedure import PROCEDURE, Outcome
from banji.matters.payments.queries import OVERSEERS

SEE = (*OVERSEERS, Role.LIAISON)
PURPOSE = "已注销人员待遇核查"
TONES = {Mood.WAITING: "waiting", Mood.WORKING: "working", Mood.STOPPED: "overdue", Mood.DONE: "done"}
_OUTCOMES = dict(Outcome.CHOICES)


def tone(item: StillPaid) -> str:
    return TONES[PROCEDURE.state(item.state).mood]


def state_words(item: StillPaid) -> str:
    """Where it stands, and how it ended or what the payer objects."""
    state = str(PROCEDURE.state(item.state).title)
    return f"{state}: {_OUTCOMES[item.outcome]}" if item.outcome else state
