"""Two people with one number (重号): both keep every service meanwhile, and agree who changes.

Domain 5.12 and the law know no other way than agreement. Where there is none the county decides by the practice of other
places: whom the number does not fit changes it, else who was given it later; both are told before anything is entered.
"""

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

AGREED, NOT_AGREED, DECIDED, TOLD = "AGREED", "NOT_AGREED", "DECIDED", "BOTH_TOLD"
CHANGED, NOT_SHARED = "NUMBER_CHANGED", "NOT_SHARED"

STATES = (
    State(SUSPECTED, _("One number, two holders"), Role.OFFICER, Mood.WAITING, due=CHECK_PERIOD),
    State(AGREED, _("Agreed who changes"), Role.COUNTY_OFFICER, Mood.WORKING, due=DECISION),
    State(NOT_AGREED, _("Not agreed, the county decides"), Role.COUNTY_OFFICER, Mood.WORKING, due=DECISION),
    State(DECIDED, _("Decided who changes, both have to be told"), Role.OFFICER, Mood.WORKING, due=DECISION),
    State(
        TOLD, _("Both told, the new number is to be entered"), Role.COUNTY_OFFICER, Mood.WORKING, due=DECISION
    ),
    State(CHANGED, _("One has a new number"), None, Mood.DONE, final=True),
    State(NOT_SHARED, _("The number is no longer shared"), None, Mood.DONE, final=True),
)
CHANGES = Ask("changes", FactKind.ROW, _("Who gets a new number?"))

STEPS = (
    Step(
        name="agree",
        title=_("Record who agrees to change"),
        from_=(SUSPECTED, NOT_AGREED),
        to=AGREED,
        by=OFFICERS,
        source=rules.ONE_NUMBER,
        needs=all_of(rules.STILL_SHARED, rules.NUMBER_PAPERS),
        asks=(
            CHANGES,
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
        name="no_agreement",
        title=_("Not agreed: to the county"),
        from_=(SUSPECTED,),
        to=NOT_AGREED,
        by=OFFICERS,
        source=rules.ONE_NUMBER,
        needs=all_of(rules.STILL_SHARED, rules.NUMBER_PAPERS),
        asks=(
            Ask("said", FactKind.LONG_TEXT, _("What each of them says, and on which day he was heard")),
            Ask(
                "first",
                FactKind.ROW,
                _("Who was given the number first?"),
                required=False,
                help=_("By the ledger of sequence numbers or the first card. Empty where nothing says it."),
            ),
        ),
        effect=effects.note_no_agreement,
    ),
    Step(
        name="decide",
        title=_("Decide who gets a new number"),
        from_=(NOT_AGREED,),
        to=DECIDED,
        by=COUNTY,
        source=rules.ONE_NUMBER,
        needs=rules.STILL_SHARED,
        given=rules.CHANGES_BY_RULE,
        asks=(
            CHANGES,
            Ask(
                "exception",
                FactKind.LONG_TEXT,
                _("Why not as the rule says"),
                required=False,
                help=_(
                    "Whom the number does not fit by sex or birth date changes it; else who was given it later."
                ),
            ),
        ),
        not_by="no_agreement",
        reasoned=True,
        effect=effects.note_decision,
        main=True,
    ),
    Step(
        name="tell_both",
        title=_("Both have been told of the decision"),
        from_=(DECIDED,),
        to=TOLD,
        by=OFFICERS,
        source=rules.ONE_NUMBER,
        given=rules.TOLD_SINCE_DECIDED,
        asks=(
            Ask("told_on", FactKind.DATE, _("The one who changes was told on")),
            Ask("told_other_on", FactKind.DATE, _("The one who keeps it was told on")),
            Ask(
                "told_how",
                FactKind.TEXT,
                _("How, and by whom"),
                help=_("In writing, with the reason and where to ask for reconsideration."),
            ),
        ),
        main=True,
    ),
    Step(
        name="change_number",
        title=_("Enter the new number"),
        from_=(AGREED, TOLD),
        to=CHANGED,
        by=COUNTY,
        source=rules.ONE_NUMBER,
        needs=all_of(rules.STILL_SHARED, rules.NUMBER_PAPERS),
        asks=NEW_NUMBER,
        not_by="agree",
        effect=effects.change_shared_number,
        main=True,
    ),
    Step(
        name="agree_again",
        title=_("Back: agree again"),
        from_=(AGREED, NOT_AGREED, DECIDED, TOLD),
        to=SUSPECTED,
        by=(*OFFICERS, *COUNTY),
        source=rules.ONE_NUMBER,
        reasoned=True,
        effect=effects.check_again,
    ),
    Step(
        name="not_shared",
        title=_("The number is no longer shared"),
        from_=(SUSPECTED, AGREED, NOT_AGREED, DECIDED, TOLD),
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
