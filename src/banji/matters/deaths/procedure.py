"""The procedure of P-30 … P-32 (domain 5.2) as one table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.accounts.roles import Role
from banji.cases.models import Case, Service
from banji.cases.procedure import Ask, Clock, FactKind, Mood, Procedure, State, Step
from banji.cases.rules import View, all_of, papers_of
from banji.law.sources import source
from banji.matters.deaths import effects, rules
from banji.matters.deaths.queries import death_view

KIND = "uncancelled_death"

MATCHED, CONFLICT, VERIFYING, UNKNOWN = "MATCHED", "CONFLICT", "VERIFYING", "UNKNOWN"
CONFIRMED, NOTIFIED, READY, DRAFTED = "CONFIRMED_DEAD", "NOTIFIED", "EX_OFFICIO_READY", "DRAFTED"
DECLARED, CANCELLED, ALIVE = "DECLARED", "CANCELLED_EX_OFFICIO", "ALIVE"
NO_MATCH, ALREADY, REVOKING, REVOKED = "NO_MATCH", "ALREADY_CANCELLED", "REVOKING", "REVOKED"

ANY_OPEN = (MATCHED, CONFLICT, VERIFYING, UNKNOWN, CONFIRMED, NOTIFIED, READY, DRAFTED)
BEFORE_NOTICE = (MATCHED, CONFLICT, VERIFYING, UNKNOWN)

OFFICERS = (Role.OFFICER, Role.STATION_CHIEF)
COUNTER = (Role.CLERK, *OFFICERS)
ON_FOOT = (*OFFICERS, Role.GRID_WORKER)
CHIEFS = (Role.STATION_CHIEF, Role.COUNTY_OFFICER)

CHECKING = source("PLAN_2017", "三(三)1")
NOTICE = source("PLAN_2017", "三(三)2")
EXCHANGE = source("PLAN_2017", "三(三)4")
DECLARING = source("HUKOU_1958", "8")
CANCELLING = source("DEATH_CANCEL_2017")
RESTORING = source("NORM_2021", "38")

STATES = (
    State(MATCHED, _("Suspected"), Role.OFFICER, Mood.WAITING, due="deaths.verify_period"),
    State(
        CONFLICT, _("Sources contradict each other"), Role.OFFICER, Mood.STOPPED, due="deaths.verify_period"
    ),
    State(VERIFYING, _("Being verified"), Role.OFFICER, Mood.WORKING, due="deaths.verify_period"),
    State(UNKNOWN, _("Whereabouts unknown"), Role.OFFICER, Mood.WAITING, due="deaths.revisit_period"),
    State(CONFIRMED, _("Death confirmed"), Role.OFFICER, Mood.WORKING, due="deaths.serve_period"),
    State(
        NOTIFIED,
        _("Notices issued"),
        Role.OFFICER,
        Mood.WAITING,
        due="deaths.serve_period",
        clock="notice_period",
    ),
    State(READY, _("The period has run out"), Role.OFFICER, Mood.WORKING, clock="notice_period"),
    State(DRAFTED, _("Cancellation drafted"), Role.STATION_CHIEF, Mood.WORKING),
    State(DECLARED, _("Cancelled on declaration"), None, Mood.DONE, final=True),
    State(CANCELLED, _("Cancelled ex officio"), None, Mood.DONE, final=True),
    State(ALIVE, _("Alive"), None, Mood.DONE, final=True),
    State(NO_MATCH, _("Another person was meant"), None, Mood.DONE, final=True),
    State(ALREADY, _("Had been cancelled before"), None, Mood.DONE, final=True),
    State(REVOKING, _("Revocation proposed"), Role.CITY_OFFICER, Mood.WORKING),
    State(REVOKED, _("Cancellation revoked, registration restored"), None, Mood.STOPPED, final=True),
)

HOW_SEEN = (
    ("SEEN_BY_TWO", _("seen in person by two people")),
    ("VIDEO_WITH_OFFICER", _("seen by video with an officer")),
    ("RENEWED_DOCUMENT", _("renewed a document in person")),
)

DIED_ON = Ask("died_on", FactKind.DATE, _("Date of death"))
SEEN = Ask("registration", FactKind.REGISTRATION, _("Registration seen"), required=False)

STEPS = (
    Step(
        name="verify",
        title=_("Begin verification"),
        from_=(MATCHED, CONFLICT, UNKNOWN),
        to=VERIFYING,
        by=OFFICERS,
        source=CHECKING,
        main=True,
    ),
    Step(
        name="record_visit",
        title=_("Record a visit or call"),
        from_=BEFORE_NOTICE,
        to="",
        by=ON_FOOT,
        source=CHECKING,
        asks=(
            Ask("visited_on", FactKind.DATE, _("Date of the visit")),
            Ask("met", FactKind.TEXT, _("Whom did you speak with?")),
            Ask("finding", FactKind.LONG_TEXT, _("What was found")),
        ),
    ),
    Step(
        name="contradict",
        title=_("Mark a contradiction"),
        from_=(MATCHED, VERIFYING, UNKNOWN),
        to=CONFLICT,
        by=(),
        source=CHECKING,
        system=True,
        despite_hold=True,
        effect=effects.ask_the_sources,
    ),
    Step(
        name="found_alive",
        title=_("Found alive"),
        from_=ANY_OPEN,
        to=ALIVE,
        by=OFFICERS,
        source=CHECKING,
        given=rules.SEEN_IN_PERSON,
        asks=(
            Ask("how", FactKind.CHOICE, _("How was the person seen?"), choices=HOW_SEEN),
            Ask("seen_on", FactKind.DATE, _("Seen on")),
            Ask("first_witness", FactKind.TEXT, _("First person who saw"), required=False),
            Ask("second_witness", FactKind.TEXT, _("Second person who saw"), required=False),
        ),
        effect=effects.correct_departments,
        despite_hold=True,
    ),
    Step(
        name="not_found",
        title=_("Nobody knows: visit again later"),
        from_=(VERIFYING,),
        to=UNKNOWN,
        by=OFFICERS,
        source=CHECKING,
        reasoned=True,
    ),
    Step(
        name="no_match",
        title=_("Another person was meant"),
        from_=BEFORE_NOTICE,
        to=NO_MATCH,
        by=OFFICERS,
        source=CHECKING,
        reasoned=True,
        effect=effects.report_no_match,
    ),
    Step(
        name="withdraw_signal",
        title=_("Take back a mistaken signal"),
        from_=BEFORE_NOTICE,
        to="",
        by=OFFICERS,
        source=CHECKING,
        asks=(
            Ask("signal", FactKind.ROW, _("Which signal is mistaken?")),
            Ask("finding", FactKind.LONG_TEXT, _("What the source answered")),
        ),
        effect=effects.withdraw_signal,
    ),
    Step(
        name="already_cancelled",
        title=_("Had been cancelled before"),
        from_=BEFORE_NOTICE,
        to=ALREADY,
        by=(),
        source=CHECKING,
        system=True,
        despite_hold=True,
    ),
    Step(
        name="confirm_death",
        title=_("Confirm the death"),
        from_=(VERIFYING,),
        to=CONFIRMED,
        by=OFFICERS,
        source=NOTICE,
        needs=all_of(rules.STILL_REGISTERED, rules.NO_CONFLICT, rules.ENOUGH_PROOF),
        given=rules.PLAUSIBLE_DEATH,
        asks=(DIED_ON,),
        main=True,
    ),
    Step(
        name="issue_notices",
        title=_("Issue the written notices"),
        from_=(CONFIRMED,),
        to=NOTIFIED,
        by=OFFICERS,
        source=NOTICE,
        needs=rules.NO_CONFLICT,
        asks=(
            Ask("no_relative", FactKind.YES_NO, _("There is no relative or other declarant"), required=False),
            Ask(
                "declarant",
                FactKind.TEXT,
                _("Declarant"),
                required=False,
                help=_(
                    "The relative, carer or neighbour who has to declare. Without one the committee takes the place."
                ),
            ),
            Ask("declarant_relation", FactKind.TEXT, _("Relation to the deceased"), required=False),
            Ask("committee", FactKind.TEXT, _("Village or neighbourhood committee")),
        ),
        given=rules.SOMEBODY_TO_NOTIFY,
        effect=effects.issue_notices,
        main=True,
    ),
    Step(
        name="record_service",
        title=_("Record the service of a notice"),
        from_=(NOTIFIED, READY),
        to="",
        by=OFFICERS,
        source=NOTICE,
        asks=(
            Ask("notice", FactKind.NOTICE, _("Notice")),
            Ask("method", FactKind.CHOICE, _("How it was served"), choices=tuple(Service.Method.choices)),
            Ask("served_on", FactKind.DATE, _("Served on")),
            Ask("receiver", FactKind.TEXT, _("Received and signed by"), required=False),
            Ask("first_witness", FactKind.TEXT, _("First witness (if left)"), required=False),
            Ask("second_witness", FactKind.TEXT, _("Second witness (if left)"), required=False),
            Ask(
                "tracking_no", FactKind.TEXT, _("Number of the registered letter (if posted)"), required=False
            ),
            Ask("proof", FactKind.FILE, _("Scan of the proof of service"), required=False),
        ),
        effect=effects.record_service,
        main=True,
    ),
    Step(
        name="object",
        title=_("The family objects"),
        from_=(NOTIFIED, READY, DRAFTED),
        to=VERIFYING,
        by=COUNTER,
        source=NOTICE,
        reasoned=True,
        needs=papers_of("deaths.object"),
    ),
    Step(
        name="mark_ready",
        title=_("The period has run out"),
        from_=(NOTIFIED,),
        to=READY,
        by=(),
        source=NOTICE,
        after="notice_period",
        system=True,
    ),
    Step(
        name="declare",
        title=_("Cancel on the family's declaration"),
        from_=ANY_OPEN,
        to=DECLARED,
        by=COUNTER,
        source=DECLARING,
        needs=all_of(rules.STILL_REGISTERED, papers_of("deaths.declare")),
        given=rules.PLAUSIBLE_DEATH,
        asks=(
            DIED_ON,
            SEEN,
            Ask("declarant", FactKind.TEXT, _("Declarant")),
            Ask("declarant_relation", FactKind.TEXT, _("Relation to the deceased"), required=False),
        ),
        effect=effects.cancel,
        despite_hold=True,
    ),
    Step(
        name="draft_cancellation",
        title=_("Draft the cancellation"),
        from_=(NOTIFIED, READY),
        to=DRAFTED,
        by=OFFICERS,
        source=NOTICE,
        after="notice_period",
        needs=all_of(rules.STILL_REGISTERED, rules.NO_CONFLICT, papers_of("deaths.draft_cancellation")),
        given=rules.PLAUSIBLE_DEATH,
        asks=(DIED_ON, SEEN),
        main=True,
    ),
    Step(
        name="return_draft",
        title=_("Return the draft"),
        from_=(DRAFTED,),
        to=NOTIFIED,
        by=CHIEFS,
        source=NOTICE,
        reasoned=True,
    ),
    Step(
        name="cancel_ex_officio",
        title=_("Cancel ex officio"),
        from_=(DRAFTED,),
        to=CANCELLED,
        by=CHIEFS,
        source=NOTICE,
        not_by="draft_cancellation",
        after="notice_period",
        needs=all_of(rules.STILL_REGISTERED, rules.NO_CONFLICT, papers_of("deaths.draft_cancellation")),
        effect=effects.cancel,
        main=True,
    ),
    Step(
        name="propose_revocation",
        title=_("Propose to revoke a wrong cancellation"),
        from_=(DECLARED, CANCELLED),
        to=REVOKING,
        by=(Role.COUNTY_OFFICER,),
        source=RESTORING,
        reasoned=True,
    ),
    Step(
        name="keep_cancellation",
        title=_("Keep the cancellation"),
        from_=(REVOKING,),
        to=CANCELLED,
        by=(Role.CITY_OFFICER,),
        source=RESTORING,
        reasoned=True,
        not_by="propose_revocation",
    ),
    Step(
        name="revoke",
        title=_("Revoke and restore the registration"),
        from_=(REVOKING,),
        to=REVOKED,
        by=(Role.CITY_OFFICER,),
        source=RESTORING,
        reasoned=True,
        not_by="propose_revocation",
        asks=(
            Ask(
                "returns",
                FactKind.ROW,
                _("What was registered meanwhile"),
                required=False,
                help=_(
                    "Where a new head was chosen, or others rely on the cancellation, it is settled with this step."
                ),
            ),
        ),
        effect=effects.restore,
        main=True,
    ),
)


def _view(case: Case, base: View) -> View:
    return death_view(case, base)


PROCEDURE = Procedure(
    kind=KIND,
    prefix="DEATH",
    title=_("Deceased but still registered"),
    source=CHECKING,
    states=STATES,
    steps=STEPS,
    view=_view,
    clocks={"notice_period": Clock("deaths.notice_period", rules.notice_clock, rules.not_served)},
    reopens_to=VERIFYING,
)
