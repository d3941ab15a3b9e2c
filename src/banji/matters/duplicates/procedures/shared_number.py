"""Two people with one number (重号): both keep every service meanwhile, and agree who changes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.accounts.roles import Role
from banji.cases.procedure import Ask, FactKind, Mood, Procedure, State, Step
from banji.cases.rules import all_of
from banji.matters.duplicates import effects, rules
from banji.matters.duplicates.kinds import SHARED
from banji.matters.duplicates.procedures.common import (
    CHECK_PERIOD,
    COUNTY,
    DECISION,
    NEW_NUMBER,
    OFFICERS,
    SUSPECTED,
    view_of_pair,
)
from banji.matters.duplicates.queries import people_of

AGREED, CHANGED, NOT_SHARED = "AGREED", "NUMBER_CHANGED", "NOT_SHARED"

STATES = (
    State(SUSPECTED, _("One number, two holders"), Role.OFFICER, Mood.WAITING, due=CHECK_PERIOD),
    State(AGREED, _("Agreed who changes"), Role.COUNTY_OFFICER, Mood.WORKING, due=DECISION),
    State(CHANGED, _("One has a new number"), None, Mood.DONE, final=True),
    State(NOT_SHARED, _("The number is no longer shared"), None, Mood.DONE, final=True),
)
STEPS = (
    Step(
        name="agree",
        title=_("Record who agrees to change"),
        from_=(SUSPECTED,),
        to=AGREED,
        by=OFFICERS,
        source=rules.ONE_NUMBER,
        needs=all_of(rules.STILL_SHARED, rules.NUMBER_PAPERS),
        asks=(
            Ask("changes", FactKind.ROW, _("Who gets a new number?")),
            Ask(
                "agreed_by",
                FactKind.TEXT,
                _("Who agreed, for the one who changes"),
                help=_("The person himself, or who acts for him."),
            ),
            Ask("agreed_by_other", FactKind.TEXT, _("Who agreed, for the one who keeps it")),
            Ask("agreed_on", FactKind.DATE, _("Agreed on")),
        ),
        effect=effects.note_agreement,
        main=True,
    ),
    Step(
        name="change_number",
        title=_("Enter the new number"),
        from_=(AGREED,),
        to=CHANGED,
        by=COUNTY,
        source=rules.ONE_NUMBER,
        needs=all_of(rules.STILL_SHARED, rules.NUMBER_PAPERS),
        asks=NEW_NUMBER,
        not_by="agree",
        effect=effects.change_agreed_number,
        main=True,
    ),
    Step(
        name="agree_again",
        title=_("Back: agree again"),
        from_=(AGREED,),
        to=SUSPECTED,
        by=(*OFFICERS, *COUNTY),
        source=rules.ONE_NUMBER,
        reasoned=True,
        effect=effects.check_again,
    ),
    Step(
        name="not_shared",
        title=_("The number is no longer shared"),
        from_=(SUSPECTED, AGREED),
        to=NOT_SHARED,
        by=(*OFFICERS, *COUNTY),
        source=rules.ONE_NUMBER,
        needs=rules.NO_LONGER_SHARED,
        reasoned=True,
    ),
    Step(
        name="undo_change",
        title=_("Take the new number back"),
        from_=(CHANGED,),
        to=SUSPECTED,
        by=COUNTY,
        source=rules.CORRECTING,
        reasoned=True,
        not_by="change_number",
        effect=effects.undo_correction,
    ),
)

PROCEDURE = Procedure(
    kind=SHARED,
    prefix="DUPNO",
    title=_("Two people with one number"),
    source=rules.ONE_NUMBER,
    states=STATES,
    steps=STEPS,
    view=view_of_pair,
    concerns=people_of,
)
