"""The procedure of a move (domain 5.4) as one table.

In: the new place lets somebody move in, the old one lets him go, he moves in. Out: he goes with a certificate, and is on
the way until the new place has taken him in. Within the city: one step.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.accounts.roles import Role
from banji.cases.models import Case
from banji.cases.procedure import Ask, Clock, FactKind, Mood, Procedure, State, Step
from banji.cases.rules import View, all_of, papers_of
from banji.counter.grounds import GROUNDS
from banji.matters.migration import effects, rules
from banji.matters.migration.kinds import ARRIVING, ENLISTING, LEAVING
from banji.matters.migration.queries import KIND, move_view

DRAFT, ACCEPTED, APPROVED = "DRAFT", "ACCEPTED", "APPROVED"
MOVED_OUT, IN_TRANSIT, MOVED_IN, CLOSED = "MOVED_OUT", "IN_TRANSIT", "MOVED_IN", "CLOSED"
REJECTED, CANCELLED = "REJECTED", "CANCELLED_BY_APPLICANT"
# A paper to come here has lapsed; who left with one of ours is registered nowhere (口袋户口).
EXPIRED, POCKET = "EXPIRED", "IN_TRANSIT_EXPIRED"
DIED, RESTORED = "DIED_IN_TRANSIT", "RESTORED"

OFFICERS = (Role.OFFICER, Role.STATION_CHIEF)
COUNTER = (Role.CLERK, *OFFICERS)
CHIEFS = (Role.STATION_CHIEF, Role.COUNTY_OFFICER)

STATES = (
    State(DRAFT, _("Waiting for papers"), Role.CLERK, Mood.WAITING, due="cases.missing_papers"),
    State(ACCEPTED, _("Taken up"), Role.STATION_CHIEF, Mood.WORKING, due="migration.decision"),
    State(APPROVED, _("Permit to move in issued"), Role.CLERK, Mood.WAITING, clock="permit"),
    State(MOVED_OUT, _("Has left the old place, on the way here"), Role.CLERK, Mood.WAITING, clock="certificate"),
    State(IN_TRANSIT, _("On the way to another place"), Role.CLERK, Mood.WAITING, clock="certificate"),
    State(MOVED_IN, _("Moved in"), Role.CLERK, Mood.WORKING),
    State(EXPIRED, _("The paper has lapsed"), Role.CLERK, Mood.STOPPED),
    State(POCKET, _("The certificate has lapsed: registered nowhere"), Role.CLERK, Mood.STOPPED),
    State(CLOSED, _("Move completed"), None, Mood.DONE, final=True),
    State(REJECTED, _("Move refused"), None, Mood.STOPPED, final=True),
    State(CANCELLED, _("Taken back by the applicant"), None, Mood.WAITING, final=True),
    State(DIED, _("Died on the way, registered and cancelled"), None, Mood.DONE, final=True),
    State(RESTORED, _("Registered again where he had left"), None, Mood.DONE, final=True),
)  # fmt: skip

SURE = Ask("sure", FactKind.YES_NO, _("I have looked at what is odd, and it is so"), required=False)
ARRIVED = Ask("arrived_on", FactKind.DATE, _("Arrived on"))
DIED_ON = Ask("died_on", FactKind.DATE, _("Date of death"))
CERTIFICATE = (
    Ask("certificate_no", FactKind.TEXT, _("Number of the migration certificate")),
    Ask("issued_on", FactKind.DATE, _("Issued on")),
    Ask("issued_by", FactKind.TEXT, _("Issuing authority")),
)
DEATH_PAPERS = all_of(papers_of("deaths.declare"), papers_of("deaths.declare_in_transit"))

STEPS = (
    Step(
        name="accept",
        title=_("Take the move up"),
        from_=(DRAFT,),
        to=ACCEPTED,
        by=COUNTER,
        source=ARRIVING,
        needs=all_of(rules.SOMEBODY_LEFT, rules.SIGNED, rules.LONG_IN_TOWN, rules.ACCEPTING),
        effect=effects.accept,
        main=True,
    ),
    Step(
        name="look_again",
        title=_("Look at the registrations again"),
        from_=(DRAFT, ACCEPTED),
        to="",
        by=COUNTER,
        source=ARRIVING,
        effect=effects.look_again,
    ),
    Step(
        name="sign",
        title=_("Note a signature"),
        from_=(DRAFT,),
        to="",
        by=COUNTER,
        source=rules.WILL,
        asks=(
            Ask("mover", FactKind.ROW, _("Who moves?")),
            Ask("signed_by", FactKind.TEXT, _("Who signed: the mover, or the guardian of a minor")),
        ),
        effect=effects.sign,
    ),
    Step(
        name="approve",
        title=_("Approve, and issue the permit to move in"),
        from_=(ACCEPTED,),
        to=APPROVED,
        by=CHIEFS,
        source=ARRIVING,
        needs=all_of(rules.COMES_IN, rules.PERMIT_NEEDED, rules.SIGNED, rules.ACCEPTING),
        not_by="accept",
        effect=effects.issue_permit,
        main=True,
    ),
    Step(
        name="note_certificate",
        title=_("Note the certificate of the place left"),
        from_=(ACCEPTED, APPROVED, MOVED_OUT, EXPIRED),
        to=MOVED_OUT,
        by=COUNTER,
        source=ARRIVING,
        needs=all_of(rules.COMES_IN, rules.WITH_CERTIFICATE, rules.PERMITTED),
        given=rules.ISSUED_BY_NOW,
        asks=CERTIFICATE,
        effect=effects.note_certificate,
        main=True,
    ),
    Step(
        name="move_in",
        title=_("Register the moving in"),
        # Who arrived in time may come to the counter when the certificate has lapsed: the day of arrival counts.
        from_=(ACCEPTED, MOVED_OUT, EXPIRED),
        to=MOVED_IN,
        by=COUNTER,
        source=ARRIVING,
        needs=all_of(rules.ARRIVES, rules.SIGNED, rules.PERMITTED, rules.CERTIFIED, rules.ENTERING),
        asks=(ARRIVED, SURE),
        effect=effects.move_in,
        main=True,
    ),
    Step(
        name="move_out",
        title=_("Register the moving out, and issue the migration certificate"),
        from_=(ACCEPTED,),
        to=IN_TRANSIT,
        by=COUNTER,
        source=LEAVING,
        needs=all_of(rules.LEAVES, rules.WITH_CERTIFICATE, rules.SIGNED, rules.ENTERING),
        effect=effects.move_out,
        main=True,
    ),
    Step(
        name="enlist",
        title=_("Cancel on enlistment, without a certificate"),
        from_=(ACCEPTED,),
        to=CLOSED,
        by=COUNTER,
        source=ENLISTING,
        needs=all_of(rules.LEAVES, rules.WITHOUT_CERTIFICATE, rules.SIGNED, rules.ENTERING),
        effect=effects.enlist,
    ),
    Step(
        name="confirm_arrival",
        title=_("The new place has taken them in"),
        from_=(IN_TRANSIT, POCKET),
        to=CLOSED,
        by=COUNTER,
        source=LEAVING,
        asks=(
            ARRIVED,
            Ask("reply", FactKind.TEXT, _("Number of the reply of the new place"), required=False),
        ),
        effect=effects.confirm_arrival,
        main=True,
    ),
    Step(
        name="issue_again",
        title=_("Issue the certificate again"),
        from_=(IN_TRANSIT, POCKET),
        to=IN_TRANSIT,
        by=COUNTER,
        source=rules.EXPIRED,
        reasoned=True,
        effect=effects.issue_certificate,
        main=True,
    ),
    Step(
        name="permit_again",
        title=_("Issue the permit again"),
        from_=(APPROVED, EXPIRED),
        to=APPROVED,
        by=CHIEFS,
        source=rules.EXPIRED,
        needs=all_of(rules.PERMIT_NEEDED, rules.ACCEPTING),
        reasoned=True,
        effect=effects.issue_permit,
        main=True,
    ),
    Step(
        name="restore",
        title=_("Register them again where they had left"),
        from_=(IN_TRANSIT, POCKET),
        to=RESTORED,
        by=OFFICERS,
        source=rules.EXPIRED,
        needs=papers_of("register.restore.certificate"),
        reasoned=True,
        asks=(
            Ask(
                "relation",
                FactKind.ROW,
                _("Relation of the first of them to the head there"),
                required=False,
                help=_("Only if the household has got another head meanwhile."),
            ),
        ),
        effect=effects.restore,
    ),
    Step(
        name="died",
        title=_("Died on the way: register the moving in and the death"),
        from_=(MOVED_OUT, EXPIRED),
        to=DIED,
        by=OFFICERS,
        source=rules.DIED,
        needs=all_of(rules.CERTIFIED, rules.LAST_ONE, DEATH_PAPERS),
        asks=(DIED_ON,),
        effect=effects.register_death,
    ),
    Step(
        name="one_died",
        title=_("One of them died on the way: register that moving in and the death"),
        from_=(MOVED_OUT, EXPIRED),
        to="",
        by=OFFICERS,
        source=rules.DIED,
        needs=all_of(rules.CERTIFIED, rules.ONE_OF_SEVERAL, DEATH_PAPERS),
        asks=(Ask("mover", FactKind.ROW, _("Who died?")), DIED_ON),
        effect=effects.register_death,
    ),
    Step(
        name="death_heard",
        title=_("One of them has died, and the death is registered"),
        from_=(IN_TRANSIT, POCKET),
        to="",
        by=(),
        source=rules.DIED,
        needs=rules.ONE_OF_SEVERAL,
        effect=effects.note_death,
        system=True,
    ),
    Step(
        name="last_death_heard",
        title=_("Nobody of them is alive, and the death is registered"),
        from_=(IN_TRANSIT, POCKET),
        to=DIED,
        by=(),
        source=rules.DIED,
        needs=rules.LAST_ONE,
        effect=effects.note_death,
        system=True,
    ),
    Step(
        name="expire_permit",
        title=_("The permit has lapsed"),
        from_=(APPROVED,),
        to=EXPIRED,
        by=(),
        source=rules.EXPIRED,
        after="permit",
        system=True,
    ),
    Step(
        name="expire_certificate",
        title=_("The certificate has lapsed"),
        from_=(MOVED_OUT,),
        to=EXPIRED,
        by=(),
        source=rules.EXPIRED,
        after="certificate",
        system=True,
    ),
    Step(
        name="expire_in_transit",
        title=_("The certificate has lapsed"),
        from_=(IN_TRANSIT,),
        to=POCKET,
        by=(),
        source=rules.EXPIRED,
        after="certificate",
        system=True,
    ),
    Step(
        name="close",
        title=_("The place left is informed"),
        from_=(MOVED_IN,),
        to=CLOSED,
        by=(),
        source=ARRIVING,
        system=True,
    ),
    Step(
        name="reject",
        title=_("Refuse in writing"),
        from_=(DRAFT, ACCEPTED),
        to=REJECTED,
        by=(*COUNTER, Role.COUNTY_OFFICER),
        source=rules.WILL,
        asks=(Ask("ground", FactKind.CHOICE, _("On which ground do they settle?"), choices=GROUNDS),),
        reasoned=True,
        effect=effects.reject,
    ),
    Step(
        name="cancel",
        title=_("Taken back: they do not want to move"),
        from_=(DRAFT, ACCEPTED, APPROVED, MOVED_OUT, EXPIRED),
        to=CANCELLED,
        by=COUNTER,
        source=rules.WILL,
        reasoned=True,
        despite_hold=True,
        effect=effects.take_back,
    ),
)  # fmt: skip


def _view(case: Case, base: View) -> View:
    return move_view(case, base)


PROCEDURE = Procedure(
    kind=KIND,
    prefix="MOVE",
    title=_("Move of a registration"),
    source=ARRIVING,
    states=STATES,
    steps=STEPS,
    view=_view,
    clocks={
        "permit": Clock("migration.permit_validity", rules.permit_clock, rules.nothing_issued),
        "certificate": Clock("migration.certificate_validity", rules.certificate_clock, rules.nothing_issued),
    },
    reopens_to=DRAFT,
)
