"""The procedure of a birth (户口登记条例 Art 7, 9; 公通字〔2021〕12号 Art 19 to 22) as one table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.accounts.roles import Role
from banji.cases.models import Case
from banji.cases.procedure import Ask, FactKind, Mood, Procedure, State, Step
from banji.cases.rules import View, all_of
from banji.counter.grounds import GROUNDS
from banji.matters.births import effects, rules
from banji.matters.births.queries import KIND, birth_view

DRAFT, REGISTERED, REFUSED, WITHDRAWN = "DRAFT", "REGISTERED", "REFUSED", "WITHDRAWN"

OFFICERS = (Role.OFFICER, Role.STATION_CHIEF)
COUNTER = (Role.CLERK, *OFFICERS)

STATES = (
    State(DRAFT, _("Waiting for papers"), Role.CLERK, Mood.WAITING, due="cases.missing_papers"),
    State(REGISTERED, _("Birth registered"), None, Mood.DONE, final=True),
    State(REFUSED, _("Registration refused"), None, Mood.STOPPED, final=True),
    State(WITHDRAWN, _("Declaration taken back"), None, Mood.WAITING, final=True),
)

STEPS = (
    Step(
        name="register",
        title=_("Register the birth"),
        from_=(DRAFT,),
        to=REGISTERED,
        by=COUNTER,
        source=rules.DECLARING,
        needs=all_of(rules.GROUND, rules.PAPERS),
        asks=(
            Ask(
                "number",
                FactKind.NUMBER,
                _("Citizen number"),
                required=False,
                help=_("Only if the register of record has issued it already; else it comes with its file."),
            ),
            Ask("sure", FactKind.YES_NO, _("I have looked at what is odd, and it is so"), required=False),
        ),
        effect=effects.register,
        main=True,
    ),
    Step(
        name="refuse",
        title=_("Refuse in writing"),
        from_=(DRAFT,),
        to=REFUSED,
        by=COUNTER,
        source=rules.DECLARING,
        asks=(Ask("ground", FactKind.CHOICE, _("On which ground do they settle?"), choices=GROUNDS),),
        reasoned=True,
        effect=effects.refuse,
    ),
    Step(
        name="withdraw",
        title=_("Taken back by who declared it"),
        from_=(DRAFT,),
        to=WITHDRAWN,
        by=COUNTER,
        source=rules.DECLARING,
        reasoned=True,
        despite_hold=True,
    ),
)


def _view(case: Case, base: View) -> View:
    return birth_view(case, base)


PROCEDURE = Procedure(
    kind=KIND,
    prefix="BIRTH",
    title=_("Registration of a birth"),
    source=rules.DECLARING,
    states=STATES,
    steps=STEPS,
    view=_view,
    reopens_to=DRAFT,
)
