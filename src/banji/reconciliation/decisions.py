"""A clerk's word on a row: the same person, nobody, or the sender is asked. And its undoing.

A decision is kept by content: every row of the feed that says the same, in whatever list, gets the same outcome.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from banji.audit.acts import Act, act
from banji.exchange import outbox
from banji.exchange.inbox import Settlement, content_of, settle
from banji.exchange.models import InboundRow
from banji.foundation import jobs
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.reconciliation import handover, living, reach
from banji.reconciliation.models import Candidate, Decision, Listed
from banji.reconciliation.reasons import PREFIX
from banji.register.locks import lock_person

O = InboundRow.Outcome  # noqa: E741 - the four outcomes
V = Decision.Verdict
OPEN_TO_DECIDE = (O.REVIEW, O.NOT_FOUND)


def decide_same(row_id: int, person_id: UUID, *, by: Actor, reason: str = "") -> Decision:
    """The row means this person: decided for good and handed to the matter. Where the machine saw a conflict, the
    clerk says why he sees none. Raises `Refused` and `NotFound`."""
    with act("reconciliation.decide_same", by=by, object_=("row", row_id)) as this:
        row = _taken(row_id, by, this)
        person = lock_person(person_id)
        proposed = Candidate.objects.filter(
            row__row_hash=row.row_hash, row__batch__feed=row.batch.feed, person=person
        )
        best = proposed.order_by("-pk").first()
        if best is None:
            raise Refused(_("This person is none of those proposed for the row."), code="not_proposed")
        if best.proposal == Candidate.Proposal.CONFLICT and not reason.strip():
            raise Refused(
                _(
                    "Number and person contradict each other here: say why it is the same person all the same."
                ),
                rule="domain 5.2",
                code="no_reason",
            )
        made = Decision.of(row, V.SAME, person.pk, reason.strip(), by)
        this.add(made)
        this.about(person.pk)
        _settle_alike(row, O.MATCHED, "", this)
        _hand_over(row, person.pk, by, this)
    return made


def _hand_over(row: InboundRow, person_id: UUID, by: Actor, this: Act) -> None:
    """Tell the matter; of a list of the living only if the person is cancelled on death, and each list that says it."""
    feed = row.batch.feed
    if living.is_of_the_living(feed):
        living.keep_decided(feed, row_hash=bytes(row.row_hash))
        living.tell_the_dead(by=by, only=Q(person=person_id))
        return
    telling = handover.telling(row, content_of(row), person_id)
    outbox.tell_all(handover.message_type(feed), [telling], by=by, this=this)


def decide_none(row_id: int, *, by: Actor, reason: str = "") -> Decision:
    """None of the proposed is meant; the row is reported back as not found."""
    with act("reconciliation.decide_none", by=by, object_=("row", row_id)) as this:
        row = _taken(row_id, by, this)
        made = Decision.of(row, V.NONE, None, reason.strip(), by)
        this.add(made)
        _settle_alike(row, O.NOT_FOUND, f"{PREFIX}clerk_none", this)
    return made


def ask_sender(row_id: int, *, by: Actor, reason: str) -> Decision:
    """Ask the department that sent the row; it goes on waiting until somebody decides it."""
    if not reason.strip():
        raise Refused(_("Say what the sender should check."), code="no_reason")
    with act("reconciliation.ask_sender", by=by, object_=("row", row_id)) as this:
        row = _taken(row_id, by, this)
        made = Decision.of(row, V.ASK, None, reason.strip(), by)
        this.add(made)
        _settle_alike(row, O.REVIEW, f"{PREFIX}asked", this)
        outbox.tell(
            "DATA_ERROR_REPORT",
            subject_ref=f"row:{row.pk}",
            order_key=f"row:{row.pk}",
            payload={"question": reason.strip(), "batch": str(row.batch_id), "row_no": row.row_no},
            case_no="",
            by=by,
            this=this,
            to=[row.batch.sender],
        )
    return made


def undo(decision_id: int, *, by: Actor, reason: str = "") -> InboundRow:
    """Take a decision back, the machine's too: the row waits for a clerk again, and the matter is told."""
    with act("reconciliation.undo", by=by, object_=("decision", decision_id)) as this:
        found = Decision.objects.filter(pk=decision_id).select_related("row__batch").first()
        if found is None:
            raise NotFound(_("There is no such decision."))
        row = found.row
        jobs.lock(f"reconciliation.decide:{found.feed}")
        reach.must_reach(row, by)
        this.close(found)
        this.after = {"reason": reason.strip(), "was": found.verdict}
        _settle_alike(row, O.REVIEW, f"{PREFIX}undone", this)
        if found.person_id is not None:
            alike = {"row__batch__feed": found.feed, "row__row_hash": bytes(found.row_hash)}
            Listed.objects.filter(**alike, person=found.person_id).delete()
            this.about(found.person_id)
            outbox.tell_all(handover.WITHDRAWN, [handover.withdrawal(row, found.person_id)], by=by, this=this)
    return row


def _taken(row_id: int, by: Actor, this: Act) -> InboundRow:
    """The row, locked against every other decision of its feed; a question that stands is closed by the decision."""
    if not by.is_officer:
        raise Refused(
            _("Only an officer decides whose record a row is."), rule="design §1: a machine proposes"
        )
    row = InboundRow.objects.select_related("batch__sender").filter(pk=row_id).first()
    if row is None:
        raise NotFound(_("There is no such row."))
    jobs.lock(f"reconciliation.decide:{row.batch.feed}")
    row.refresh_from_db(fields=["outcome", "reason_code"])
    reach.must_reach(row, by)
    if row.outcome not in OPEN_TO_DECIDE:
        raise Refused(
            _("This row has been decided already."), remedy=_("Undo that decision first."), code="decided"
        )
    for earlier in Decision.objects.filter(feed=row.batch.feed, row_hash=row.row_hash, recorded_to=None):
        this.close(earlier)
    return row


def _settle_alike(row: InboundRow, outcome: str, reason: str, this: Act) -> None:
    alike = InboundRow.objects.filter(batch__feed=row.batch.feed, row_hash=row.row_hash)
    ids = alike.exclude(outcome=O.SET_ASIDE).values_list("pk", flat=True)
    settle((Settlement(pk, outcome, reason) for pk in ids), at=this.now)
