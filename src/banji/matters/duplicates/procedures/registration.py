"""Registered twice (重户): who checks does not decide, and the county decides."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.accounts.roles import Role
from banji.cases.procedure import Ask, FactKind, Mood, Procedure, State, Step
from banji.cases.rules import all_of
from banji.matters.duplicates import effects, rules
from banji.matters.duplicates.kinds import TWICE
from banji.matters.duplicates.linked import SETTLE, TAKE_UP
from banji.matters.duplicates.procedures.common import (
    CHECK_PERIOD,
    CHECKED,
    COUNTY,
    DECISION,
    FOUND,
    OFFICERS,
    SUSPECTED,
    view_of_pair,
)
from banji.matters.duplicates.queries import people_of

SAME, DIFFERENT, CHOSEN, FRAUD = "CONFIRMED_SAME", "CONFIRMED_DIFFERENT", "KEEP_CHOSEN", "FRAUD_SUSPECTED"
MERGED, FALSE, UNMERGING, UNMERGED = "CANCELLED_OTHER", "CANCELLED_FALSE", "UNMERGING", "UNMERGED"
SETTLED = "SETTLED_ELSEWHERE"

STATES = (
    State(SUSPECTED, _("Perhaps registered twice"), Role.OFFICER, Mood.WAITING, due=CHECK_PERIOD),
    State(CHECKED, _("Checked, the county decides"), Role.COUNTY_OFFICER, Mood.WORKING, due=DECISION),
    State(SAME, _("One person: choose which registration stays"), Role.OFFICER, Mood.WORKING, due=DECISION),
    State(CHOSEN, _("Chosen, to be merged by the county"), Role.COUNTY_OFFICER, Mood.WORKING, due=DECISION),
    State(FRAUD, _("Fraud suspected, the county decides"), Role.COUNTY_OFFICER, Mood.WORKING, due=DECISION),
    State(UNMERGING, _("Un-merging proposed"), Role.COUNTY_OFFICER, Mood.WORKING, due=DECISION),
    State(MERGED, _("Merged: the other registration is cancelled"), None, Mood.DONE, final=True),
    State(FALSE, _("False registration cancelled"), None, Mood.DONE, final=True),
    State(DIFFERENT, _("Two people, both stay"), None, Mood.DONE, final=True),
    State(UNMERGED, _("Un-merged: both stand again"), None, Mood.DONE, final=True),
    State(SETTLED, _("Set aside: one of the two was merged in another case"), None, Mood.DONE, final=True),
)
COMPARISON = (
    (rules.NOT_COMPARED, _("not done")),
    (rules.COMPARED_SAME, _("one person")),
    (rules.COMPARED_DIFFERENT, _("two people")),
    (rules.UNCLEAR, _("unclear")),
)
KEEP = Ask("keep", FactKind.ROW, _("Which registration stays?"))
RETURNS = Ask(
    "returns",
    FactKind.ROW,
    _("What was registered meanwhile"),
    required=False,
    help=_("Where a new head was chosen, or others rely on the cancellation, it is settled with this step."),
)

STEPS = (
    Step(
        name="check",
        title=_("Check whether it is one person"),
        from_=(SUSPECTED,),
        to=CHECKED,
        by=OFFICERS,
        source=rules.ONE_PLACE,
        needs=rules.CHECK_PAPERS,
        given=rules.COMPARED_WITH_A_PAPER,
        asks=(
            Ask(
                "comparison",
                FactKind.CHOICE,
                _("Police comparison"),
                choices=COMPARISON,
                help=_("Faces and DNA stay in police systems; only the result is noted here."),
            ),
            Ask("comparison_no", FactKind.TEXT, _("Document number of the comparison"), required=False),
            FOUND,
        ),
        effect=effects.note_check,
        main=True,
    ),
    Step(
        name="confirm_same",
        title=_("Confirm: one person"),
        from_=(CHECKED,),
        to=SAME,
        by=COUNTY,
        source=rules.ONE_PLACE,
        needs=all_of(rules.CHECK_PAPERS, rules.NOT_COMPARED_AS_TWO),
        not_by="check",
        main=True,
    ),
    Step(
        name="confirm_different",
        title=_("Confirm: two people"),
        from_=(CHECKED,),
        to=DIFFERENT,
        by=COUNTY,
        source=rules.ONE_PLACE,
        not_by="check",
        reasoned=True,
    ),
    Step(
        name="choose",
        title=_("Choose which registration stays"),
        from_=(SAME,),
        to=CHOSEN,
        by=OFFICERS,
        source=rules.CHOOSING,
        given=all_of(rules.KEEPS_BY_RULE, rules.CHOICE_WAS_SAID),
        asks=(
            KEEP,
            Ask(
                "statement",
                FactKind.LONG_TEXT,
                _("What the person said"),
                required=False,
                help=_("Needed where neither card nor town decides: who said it, and when."),
            ),
        ),
        effect=effects.note_choice,
        main=True,
    ),
    Step(
        name="suspect_fraud",
        title=_("Fraud is suspected: to the county"),
        from_=(SAME,),
        to=FRAUD,
        by=OFFICERS,
        source=rules.ONE_PLACE,
        reasoned=True,
        asks=(KEEP,),
        effect=effects.note_false,
    ),
    Step(
        name="cancel_other",
        title=_("Cancel the other registration and merge"),
        from_=(CHOSEN,),
        to=MERGED,
        by=COUNTY,
        source=rules.ONE_PLACE,
        needs=rules.DUPLICATE_PAPERS,
        not_by="choose",
        effect=effects.merge,
        main=True,
    ),
    Step(
        name="cancel_false",
        title=_("Cancel the false registration"),
        from_=(FRAUD,),
        to=FALSE,
        by=COUNTY,
        source=rules.ONE_PLACE,
        needs=rules.FALSE_PAPERS,
        not_by="suspect_fraud",
        reasoned=True,
        effect=effects.cancel_false,
        main=True,
    ),
    Step(
        name="no_fraud",
        title=_("No fraud: choose by the rule"),
        from_=(FRAUD,),
        to=SAME,
        by=COUNTY,
        source=rules.ONE_PLACE,
        reasoned=True,
        not_by="suspect_fraud",
        effect=effects.forget_fraud,
    ),
    Step(
        name="check_again",
        title=_("Back: check again"),
        from_=(CHECKED, SAME, CHOSEN, FRAUD),
        to=SUSPECTED,
        by=COUNTY,
        source=rules.ONE_PLACE,
        reasoned=True,
        effect=effects.check_again,
    ),
    Step(
        name="propose_unmerging",
        title=_("Propose to un-merge"),
        from_=(MERGED, FALSE),
        to=UNMERGING,
        by=(*OFFICERS, Role.COUNTY_OFFICER),
        source=rules.CORRECTING,
        reasoned=True,
        effect=effects.open_again,
    ),
    Step(
        name="unmerge",
        title=_("Un-merge: restore the cancelled registration"),
        from_=(UNMERGING,),
        to=UNMERGED,
        by=COUNTY,
        source=rules.CORRECTING,
        reasoned=True,
        not_by="propose_unmerging",
        asks=(RETURNS,),
        effect=effects.unmerge,
        main=True,
    ),
    Step(
        name="stay_merged",
        title=_("The merge stays"),
        from_=(UNMERGING,),
        to=MERGED,
        by=COUNTY,
        source=rules.ONE_PLACE,
        needs=rules.WAS_MERGED,
        reasoned=True,
        not_by="propose_unmerging",
    ),
    Step(
        name="stay_false",
        title=_("The cancellation as false stays"),
        from_=(UNMERGING,),
        to=FALSE,
        by=COUNTY,
        source=rules.ONE_PLACE,
        needs=rules.WAS_FALSE,
        reasoned=True,
        not_by="propose_unmerging",
    ),
    Step(
        name=SETTLE,
        title=_("One of the two was merged in another case"),
        from_=(SUSPECTED, CHECKED, SAME, CHOSEN, FRAUD),
        to=SETTLED,
        by=(),
        source=rules.ONE_PLACE,
        despite_hold=True,
        system=True,
    ),
    Step(
        name=TAKE_UP,
        title=_("Both stand again: looked at afresh"),
        from_=(SETTLED,),
        to=SUSPECTED,
        by=(),
        source=rules.ONE_PLACE,
        effect=effects.take_up_again,
        system=True,
    ),
)

PROCEDURE = Procedure(
    kind=TWICE,
    prefix="DUP",
    title=_("Registered twice"),
    source=rules.ONE_PLACE,
    states=STATES,
    steps=STEPS,
    view=view_of_pair,
    concerns=people_of,
)
