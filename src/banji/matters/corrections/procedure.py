"""The procedure of a correction (domain 5.12; 户口登记条例 Art 17, 公通字〔2021〕12号 Art 9, 57) as one table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.accounts.roles import Role
from banji.cases.models import Case
from banji.cases.procedure import Ask, FactKind, Mood, Procedure, State, Step
from banji.cases.rules import View, all_of
from banji.matters.corrections import effects, rules
from banji.matters.corrections.grounds import GROUNDS
from banji.matters.corrections.queries import KIND, correction_view

APPLIED, CHECKED, WITH_COUNTY, IN_REVIEW, WITH_CITY = (
    "APPLIED",
    "CHECKED",
    "WITH_COUNTY",
    "IN_REVIEW",
    "WITH_CITY",
)
APPROVED, ENTERED, REFUSED, WITHDRAWN = "APPROVED", "APPLIED_TO_REGISTER", "REFUSED", "WITHDRAWN"

SENT_UP = (WITH_COUNTY, IN_REVIEW, WITH_CITY)
ANY_OPEN = (APPLIED, CHECKED, *SENT_UP, APPROVED)

OFFICERS = (Role.OFFICER, Role.STATION_CHIEF)
DECIDERS = (*OFFICERS, Role.COUNTY_OFFICER, Role.CITY_OFFICER)

_CHECK, _DECISION = "corrections.check_period", "corrections.decision_period"

STATES = (
    State(APPLIED, _("Correction asked for"), Role.OFFICER, Mood.WAITING, due=_CHECK),
    State(CHECKED, _("Checked, to be decided"), Role.STATION_CHIEF, Mood.WORKING, due=_DECISION),
    State(WITH_COUNTY, _("With the county, which decides"), Role.COUNTY_OFFICER, Mood.WORKING, due=_DECISION),
    State(IN_REVIEW, _("With the county for review"), Role.COUNTY_OFFICER, Mood.WORKING, due=_DECISION),
    State(WITH_CITY, _("With the city, which decides"), Role.CITY_OFFICER, Mood.WORKING, due=_DECISION),
    State(APPROVED, _("Approved, to be entered"), Role.OFFICER, Mood.WORKING, due=_DECISION),
    State(ENTERED, _("Register corrected"), None, Mood.DONE, final=True),
    State(REFUSED, _("Correction refused"), None, Mood.STOPPED, final=True),
    State(WITHDRAWN, _("Withdrawn by the citizen"), None, Mood.WAITING, final=True),
)

FOUND = (
    Ask(
        "item",
        FactKind.ROW,
        _("Which field is it?"),
        required=False,
        help=_("The citizen says: something else. If it is none of these, refuse and say who puts it right."),
    ),
    Ask(
        "value",
        FactKind.TEXT,
        _("What is right, by the papers"),
        help=_("Filled with what the citizen says. Write what the papers show."),
    ),
    Ask(
        "address",
        FactKind.ROW,
        _("The standard address"),
        required=False,
        help=_("Pick it; what is written above counts only where the place has no standard address yet."),
    ),
    Ask("finding", FactKind.LONG_TEXT, _("What the papers show")),
)
SURE = Ask("sure", FactKind.YES_NO, _("I have looked at what is odd, and it is so"), required=False)
ENTERING = (
    Ask(
        "number",
        FactKind.NUMBER,
        _("New citizen number"),
        required=False,
        help=_("As the register of record issued it. The old one stays linked to the person."),
    ),
    SURE,
)

STEPS = (
    Step(
        name="check",
        title=_("Check against the papers"),
        from_=(APPLIED,),
        to=CHECKED,
        by=OFFICERS,
        source=rules.CHECKING,
        needs=rules.CHECKED_PAPERS,
        asks=FOUND,
        effect=effects.note_finding,
        main=True,
    ),
    Step(
        name="correct_at_once",
        title=_("An obvious slip of the pen: correct it at once"),
        from_=(APPLIED,),
        to=ENTERED,
        by=OFFICERS,
        source=rules.CORRECTING,
        needs=all_of(rules.CLERICAL, rules.PAPERS),
        asks=(*FOUND, SURE),
        effect=effects.correct_at_once,
    ),
    Step(
        name="approve",
        title=_("Approve the correction"),
        from_=(CHECKED,),
        to=APPROVED,
        by=(Role.STATION_CHIEF,),
        source=rules.CHECKING,
        needs=all_of(rules.STATION_DECIDES, rules.CHECKED_PAPERS),
        not_by="check",
        main=True,
    ),
    Step(
        name="send_to_county",
        title=_("Send to the county for decision"),
        from_=(CHECKED,),
        to=WITH_COUNTY,
        by=OFFICERS,
        source=rules.LEVELS,
        needs=all_of(rules.COUNTY_DECIDES, rules.CHECKED_PAPERS),
    ),
    Step(
        name="send_to_review",
        title=_("Send to the county for review"),
        from_=(CHECKED,),
        to=IN_REVIEW,
        by=OFFICERS,
        source=rules.LEVELS,
        needs=all_of(rules.CITY_DECIDES, rules.CHECKED_PAPERS),
    ),
    Step(
        name="review",
        title=_("Reviewed: send to the city"),
        from_=(IN_REVIEW,),
        to=WITH_CITY,
        by=(Role.COUNTY_OFFICER,),
        source=rules.LEVELS,
        needs=rules.CHECKED_PAPERS,
        reasoned=True,
        main=True,
    ),
    Step(
        name="approve_by_county",
        title=_("Approve and enter (county)"),
        from_=(WITH_COUNTY,),
        to=ENTERED,
        by=(Role.COUNTY_OFFICER,),
        source=rules.LEVELS,
        needs=all_of(rules.COUNTY_DECIDES, rules.CHECKED_PAPERS),
        asks=ENTERING,
        not_by="check",
        effect=effects.enter,
        main=True,
    ),
    Step(
        name="approve_by_city",
        title=_("Approve and enter (city)"),
        from_=(WITH_CITY,),
        to=ENTERED,
        by=(Role.CITY_OFFICER,),
        source=rules.LEVELS,
        needs=all_of(rules.CITY_DECIDES, rules.CHECKED_PAPERS),
        asks=ENTERING,
        not_by="review",
        effect=effects.enter,
        main=True,
    ),
    Step(
        name="enter",
        title=_("Enter into the register"),
        from_=(APPROVED,),
        to=ENTERED,
        by=OFFICERS,
        source=rules.CORRECTING,
        needs=all_of(rules.STATION_DECIDES, rules.CHECKED_PAPERS),
        effect=effects.enter,
        main=True,
    ),
    Step(
        name="check_again",
        title=_("Back: check again"),
        from_=(CHECKED, *SENT_UP, APPROVED),
        to=APPLIED,
        by=DECIDERS,
        source=rules.CHECKING,
        reasoned=True,
        effect=effects.forget_finding,
    ),
    Step(
        name="refuse",
        title=_("Refuse the correction"),
        from_=ANY_OPEN,
        to=REFUSED,
        by=DECIDERS,
        source=rules.CHECKING,
        asks=(
            Ask(
                "ground",
                FactKind.CHOICE,
                _("On which ground?"),
                choices=tuple((code, ground.title) for code, ground in GROUNDS.items()),
                help=_("The citizen reads it, with the article and with your reason."),
            ),
        ),
        reasoned=True,
    ),
    Step(
        name="withdraw",
        title=_("Withdrawn by the citizen"),
        from_=ANY_OPEN,
        to=WITHDRAWN,
        by=(),
        own=True,
        source=rules.CHECKING,
        despite_hold=True,
    ),
)


def _view(case: Case, base: View) -> View:
    return correction_view(case, base)


PROCEDURE = Procedure(
    kind=KIND,
    prefix="CORRECT",
    title=_("Correction of a record"),
    source=rules.CHECKING,
    states=STATES,
    steps=STEPS,
    view=_view,
    reopens_to=APPLIED,
)
