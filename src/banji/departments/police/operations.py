"""What an officer does about a difference: take theirs over, keep ours and ask them, or note what was found out."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from banji.audit.acts import Act, act
from banji.departments.police import rules
from banji.departments.police.models import Difference, Note
from banji.departments.police.queries import difference
from banji.departments.police.sides import pair_of
from banji.departments.police.taking.building import changes
from banji.departments.police.taking.facts import standing_acts
from banji.departments.police.taking.holding import OPEN
from banji.departments.police.taking.manifest import register_of_record
from banji.departments.police.taking.telling import tell_departments
from banji.exchange.outbox import tell
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.register.access import identity_for_message
from banji.register.operations import mirror


def accept_theirs(*, difference_id: UUID, reason: str, by: Actor) -> None:
    """Record theirs as ours, decided by this officer; an act of ours that says otherwise is revoked by it.

    Raises `Refused`: no reason, decided already, or nothing that could stand; `NotFound` outside the area.
    """
    with act("police.accept_theirs", by=by, object_=("difference", difference_id)) as this:
        found = _take_up(difference_id, reason, by, this)
        if found.kind not in rules.ACCEPTABLE:
            raise Refused(
                _("There is nothing of theirs that could be taken over."),
                remedy=_("Keep ours and ask them, or note what you found out."),
                code="not_acceptable",
            )
        pair, today = pair_of(found), clock.today()
        file = {"difference": str(found.pk), "as_of": today.isoformat()}
        (change,) = changes([pair], file=file, decided_by=by.name)
        if change.event is not None:
            change.event.decided_by = by.name
            overruled = standing_acts([pair.owner] if pair.owner else [])
            change.event.revokes = overruled.get(pair.owner) if pair.owner else None
        if mirror([change], by=by, object_=("difference", found.pk)):
            raise Refused(
                _("This person's registration has changed since you opened it."),
                remedy=_("Open the person again and look at the new state."),
                code="stale",
            )
        tell_departments([pair], today=today, by=by, this=this)
        _decide(found, Difference.State.ACCEPTED, reason, by, this)


def keep_ours(*, difference_id: UUID, question: str, by: Actor) -> None:
    """Ours stands; they are asked to check theirs. Raises as `accept_theirs` does."""
    with act("police.keep_ours", by=by, object_=("difference", difference_id)) as this:
        found = _take_up(difference_id, question, by, this)
        payload = {
            "question": question.strip(),
            "person_ref": "" if found.ref.startswith("id:") else found.ref,
        }
        if found.person_id:
            payload |= identity_for_message(found.person_id).as_payload()
        tell(
            "DATA_ERROR_REPORT",
            subject_ref=f"difference:{found.pk}",
            order_key=f"difference:{found.pk}",
            payload=payload,
            case_no="",
            by=by,
            this=this,
            to=[register_of_record()],
        )
        _decide(found, Difference.State.ASKED, question, by, this)


def add_note(*, difference_id: UUID, text: str, by: Actor) -> Note:
    """Note what was found out, whatever the state."""
    with act("police.add_note", by=by, object_=("difference", difference_id)) as this:
        found = difference(difference_id, by=by)
        this.about(*filter(None, [found.person_id]))
        _need(text)
        return Note.objects.create(difference=found, text=text.strip()[:2000], by=by.name, at=this.now)


def _take_up(difference_id: UUID, reason: str, by: Actor, this: Act) -> Difference:
    """Lock a difference that is still to be decided."""
    difference(difference_id, by=by)
    found = Difference.objects.select_for_update(no_key=True).get(pk=difference_id)
    this.about(*filter(None, [found.person_id]))
    _need(reason)
    if found.state not in OPEN:
        raise Refused(
            _("This difference has been settled already: {state}.").format(state=found.get_state_display()),
            code="settled",
        )
    return found


def _need(text: str) -> None:
    if not text.strip():
        raise Refused(_("Write down why, or what you ask."), code="no_reason")


def _decide(found: Difference, state: Difference.State, reason: str, by: Actor, this: Act) -> None:
    found.state, found.reason = state, reason.strip()
    found.decided_by, found.decided_at = by.name, this.now
    found.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    this.after = {"state": state.value, "reason": found.reason}
