"""A number that does not hold, or says another sex or birth date than the register (错号). Nobody is refused meanwhile."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.accounts.roles import Role
from banji.cases.procedure import Ask, FactKind, Mood, Procedure, State, Step
from banji.cases.rules import all_of
from banji.matters.duplicates import effects, rules
from banji.matters.duplicates.kinds import WRONG
from banji.matters.duplicates.procedures.common import (
    CHECK_PERIOD,
    CHECKED,
    COUNTY,
    DECISION,
    FOUND,
    NEW_NUMBER,
    OFFICERS,
    SUSPECTED,
    view_of_pair,
)
from banji.matters.duplicates.queries import people_of

NUMBER_CORRECTED, FIELD_CORRECTED, RIGHT = "NUMBER_CORRECTED", "FIELD_CORRECTED", "CONFIRMED_RIGHT"

STATES = (
    State(SUSPECTED, _("The number looks wrong"), Role.OFFICER, Mood.WAITING, due=CHECK_PERIOD),
    State(CHECKED, _("Checked, the county decides"), Role.COUNTY_OFFICER, Mood.WORKING, due=DECISION),
    State(NUMBER_CORRECTED, _("Number corrected"), None, Mood.DONE, final=True),
    State(FIELD_CORRECTED, _("Number right, the record corrected"), None, Mood.DONE, final=True),
    State(RIGHT, _("Number confirmed, nothing changed"), None, Mood.DONE, final=True),
)
STEPS = (
    Step(
        name="check",
        title=_("Check the number against the papers"),
        from_=(SUSPECTED,),
        to=CHECKED,
        by=OFFICERS,
        source=rules.CORRECTING,
        needs=rules.CHECK_PAPERS,
        asks=(
            Ask(
                "found",
                FactKind.CHOICE,
                _("What is wrong?"),
                choices=(
                    (rules.NUMBER, _("the number")),
                    (rules.SEX, _("the sex in the register")),
                    (rules.BIRTH, _("the date of birth in the register")),
                    (rules.NOTHING_WRONG, _("nothing: the person has had this number from the beginning")),
                ),
            ),
            FOUND,
        ),
        effect=effects.note_check,
        main=True,
    ),
    Step(
        name="change_number",
        title=_("Enter the right number"),
        from_=(CHECKED,),
        to=NUMBER_CORRECTED,
        by=COUNTY,
        source=rules.ONE_NUMBER,
        needs=all_of(rules.NUMBER_IS_WRONG, rules.NUMBER_PAPERS),
        asks=NEW_NUMBER,
        not_by="check",
        effect=effects.change_wrong_number,
        main=True,
    ),
    Step(
        name="correct_field",
        title=_("Correct the record by the number"),
        from_=(CHECKED,),
        to=FIELD_CORRECTED,
        by=COUNTY,
        source=rules.CORRECTING,
        needs=all_of(rules.FIELD_IS_WRONG, rules.PapersOfField()),
        asks=(NEW_NUMBER[1],),
        not_by="check",
        effect=effects.correct_field,
    ),
    Step(
        name="confirm_right",
        title=_("Confirm the number as it is"),
        from_=(CHECKED,),
        to=RIGHT,
        by=COUNTY,
        source=rules.ONE_NUMBER,
        needs=rules.NOTHING_IS_WRONG,
        not_by="check",
        reasoned=True,
    ),
    Step(
        name="check_again",
        title=_("Back: check again"),
        from_=(CHECKED,),
        to=SUSPECTED,
        by=COUNTY,
        source=rules.CORRECTING,
        reasoned=True,
        effect=effects.check_again,
    ),
    Step(
        name="undo_correction",
        title=_("Take the correction back"),
        from_=(NUMBER_CORRECTED, FIELD_CORRECTED),
        to=SUSPECTED,
        by=COUNTY,
        source=rules.CORRECTING,
        reasoned=True,
        not_by="change_number",
        effect=effects.undo_correction,
    ),
)

PROCEDURE = Procedure(
    kind=WRONG,
    prefix="WRONGNO",
    title=_("A wrong citizen number"),
    source=rules.ONE_NUMBER,
    states=STATES,
    steps=STEPS,
    view=view_of_pair,
    concerns=people_of,
)
