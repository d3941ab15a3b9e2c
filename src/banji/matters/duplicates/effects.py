"""What the steps do: keep what an officer found, merge and un-merge, change a number and take it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from banji.cases.alarms import ask_for_head
from banji.cases.checks import cite
from banji.cases.lawbook import lists
from banji.cases.runner import Taking
from banji.foundation import jobs
from banji.foundation.errors import Refused
from banji.identity.numbers import normalise_number
from banji.matters.duplicates import linked, telling
from banji.matters.duplicates.models import Finding
from banji.matters.duplicates.queries import (
    finding_of,
    must_find,
    other_than,
    particulars,
    people_of,
    registrations,
    share_a_number,
    standing_event,
)
from banji.matters.duplicates.rules import COUNTY, SEX, PairView
from banji.register import access, operations, revoking
from banji.register.models import HeadTask, RegisterEvent, Registration
from banji.register.operations import Brought
from banji.register.operations.numbers import read

_Kind, _Reason = RegisterEvent.Kind, Registration.CancelReason
# What may be odd about a number; the officer who ticks the box has looked at all of it.
_ODD = frozenset({"number_sex", "number_birth", "number_taken", "number_kept"})


# ------------------------------------------------------------------ findings


def note_check(taking: Taking) -> None:
    """What the officer compared, and how the registers stood when he did."""
    _note(taking, "check", ground=str(taking.facts.get("comparison") or taking.facts.get("found") or ""))


def note_choice(taking: Taking) -> None:
    """Who is kept, and on which ground of the rule."""
    view = taking.view
    assert isinstance(view, PairView)  # noqa: S101 - built by this matter's own view
    _note(taking, "choose", person=_stated(taking, "keep"), ground=view.may_stay[1])


def note_false(taking: Taking) -> None:
    """Which of both stays; the other one is false."""
    _note(taking, "suspect_fraud", person=_stated(taking, "keep"))


def note_agreement(taking: Taking) -> None:
    """Whose number changes."""
    _note(taking, "agree", person=_stated(taking, "changes"))


def note_no_agreement(taking: Taking) -> None:
    """Who was given the number first, if anything says so."""
    _note(taking, "no_agreement", person=_stated(taking, "first") if taking.facts.get("first") else None)


def note_decision(taking: Taking) -> None:
    """Whose number changes though they do not agree, and on which ground."""
    view, person = taking.view, _stated(taking, "changes")
    assert isinstance(view, PairView)  # noqa: S101 - built by this matter's own view
    by_rule, ground = view.changes_by_rule
    _note(taking, "decide", person=person, ground=ground if str(person) == by_rule else COUNTY)


def check_again(taking: Taking) -> None:
    """What was found before no longer counts."""
    _forget(taking, "check", "choose", "suspect_fraud", "agree", "no_agreement", "decide")


def take_up_again(taking: Taking) -> None:
    """Set aside meanwhile: both stand again, and are looked at afresh."""
    open_again(taking)
    check_again(taking)


def open_again(taking: Taking) -> None:
    linked.stand_at_a_free_end(taking)


def forget_fraud(taking: Taking) -> None:
    _forget(taking, "suspect_fraud")


def _forget(taking: Taking, *stages: str) -> None:
    for stage in stages:
        if before := finding_of(taking.case, stage):
            taking.act.close(before)


def _note(taking: Taking, stage: str, *, person: UUID | None = None, ground: str = "") -> None:
    people = people_of(taking.case)
    seen = {
        "registrations": _rows(registrations(people, taking.today)),
        "particulars": _rows(particulars(people, taking.today)),
    }
    if before := finding_of(taking.case, stage):
        taking.act.close(before)
    taking.act.add(
        Finding(
            case=taking.case,
            stage=stage,
            person_id=person,
            ground=ground,
            seen=seen,
            found_by=taking.by.name,
        )
    )


def _rows(rows: dict[UUID, Any]) -> dict[str, int]:
    return {str(person): row.pk for person, row in rows.items()}


def _stated(taking: Taking, name: str) -> UUID:
    """One of the two."""
    stated = next((one for one in people_of(taking.case) if str(one) == taking.facts.get(name)), None)
    if stated is None:
        raise Refused(_("This case is about other people."), code="not_of_the_pair")
    return stated


# ------------------------------------------------------------------ merging


def merge(taking: Taking) -> None:
    """The other registration is cancelled, its numbers lead to the one that stays, and departments are told."""
    choice = must_find(taking.case, "choose")
    other = _cancel(taking, choice, _Reason.DUPLICATE, survivor=choice.person_id)
    former = access.identity_for_message(other).citizen_id_no
    if choice.person_id is not None:
        telling.number_replaced(taking, choice.person_id, former, still_held=False)


def cancel_false(taking: Taking) -> None:
    """A registration obtained by fraud: nobody goes on under it, and no number is mapped to another."""
    _cancel(taking, must_find(taking.case, "suspect_fraud"), _Reason.FALSE, survivor=None)


def _cancel(taking: Taking, finding: Finding, ground: str, *, survivor: UUID | None) -> UUID:
    if finding.person_id is None:
        raise Refused(_("Nothing has been chosen yet."))
    other = other_than(taking.case, finding.person_id)
    _still_as_seen(taking, finding, finding.person_id)
    done = operations.cancel(
        person_id=other,
        ground=ground,
        on=taking.today,
        papers=_brought(taking, (f"cancel.{ground.lower()}",)),
        by=taking.by,
        seen_registration_id=finding.seen["registrations"].get(str(other)),
        reason=taking.reason or str(taking.row.title),
        case_no=taking.case.number,
        survivor=survivor,
    )
    for task in HeadTask.objects.filter(household=done.details["household"], recorded_to=None):
        ask_for_head(task, this=taking.act)
    jobs.enqueue_named(linked.JOB, person_id=str(other))
    return other


def _still_as_seen(taking: Taking, finding: Finding, person_id: UUID) -> None:
    """Has the one who stays stayed? Of the one who goes the register asks itself."""
    now = registrations([person_id], taking.today).get(person_id)
    if now is None or now.pk != finding.seen["registrations"].get(str(person_id)):
        raise Refused(
            _("The registration that is to stay has changed since it was chosen."),
            rule=cite(taking.row.source),
            remedy=_("Send it back and look at both again."),
            code="stale",
        )


def unmerge(taking: Taking) -> None:
    """The cancelled registration stands again as if nothing had been, whatever has happened to the other one since."""
    event = standing_event(taking.case, _Kind.CANCEL)
    if event is None:
        raise Refused(
            _("This case has cancelled nothing that stands."), remedy=_("Look at both records again.")
        )
    way = str(taking.facts.get("returns") or revoking.AS_BEFORE)
    operations.restore(
        person_id=event.person_id,
        revokes=event.pk,
        reason=taking.reason,
        case_no=taking.case.number,
        by=taking.by,
        **revoking.settled(way, operations.prospect(event.pk)),
    )
    jobs.enqueue_named(linked.JOB, person_id=str(event.person_id))
    kept = other_than(taking.case, event.person_id)
    telling.number_withdrawn(
        taking,
        kept,
        access.identity_for_message(event.person_id).citizen_id_no,
        access.identity_for_message(kept).citizen_id_no,
    )


# ------------------------------------------------------------------ numbers


def change_shared_number(taking: Taking) -> None:
    """The one of the two who agreed to it, or of whom it was decided, gets the new number; the old one stays the other's."""
    settled = finding_of(taking.case, "decide") or must_find(taking.case, "agree")
    if settled.person_id is None:
        raise Refused(_("Nothing has been agreed yet."))
    _change_number(taking, settled, settled.person_id)
    if share_a_number(people_of(taking.case), taking.today):
        raise Refused(_("With this number the two would still share one."), code="still_shared")


def change_wrong_number(taking: Taking) -> None:
    _change_number(taking, must_find(taking.case, "check"), _only(taking))


def _change_number(taking: Taking, finding: Finding, person_id: UUID) -> None:
    former = access.identity_for_message(person_id).citizen_id_no
    number = normalise_number(str(taking.facts.get("number") or ""))
    if number == former:
        raise Refused(
            _("This is the number the person has."),
            rule=cite(taking.row.source),
            remedy=_("Write the one that the register of record has issued."),
            code="same",
        )
    _correct(taking, finding, person_id, {"number": number}, ("correct.number",))
    others = [one for one in people_of(taking.case) if one != person_id]
    telling.number_replaced(taking, person_id, former, still_held=bool(others))


def correct_field(taking: Taking) -> None:
    """The number is right; what the register says beside it is put right by it."""
    finding, person_id = must_find(taking.case, "check"), _only(taking)
    said = read(access.identity_for_message(person_id).citizen_id_no)
    values: dict[str, Any] = {"sex": said.sex} if finding.ground == SEX else {"birth_date": said.birth_date}
    (field,) = values
    _correct(taking, finding, person_id, values, (f"correct.{field}",))


def _correct(
    taking: Taking, finding: Finding, person_id: UUID, values: dict[str, Any], papers: Iterable[str]
) -> None:
    operations.correct(
        person_id=person_id,
        values=values,
        papers=_brought(taking, papers),
        by=taking.by,
        seen=finding.seen["particulars"].get(str(person_id), 0),
        reason=taking.reason or str(taking.row.title),
        confirmed=_ODD if taking.facts.get("sure") else (),
        case_no=taking.case.number,
    )


def undo_correction(taking: Taking) -> None:
    """What this case corrected is as before, also where something else was registered since."""
    event = standing_event(taking.case, _Kind.CORRECT)
    if event is None:
        raise Refused(_("This case has corrected nothing that stands."))
    open_again(taking)
    was = access.identity_for_message(event.person_id).citizen_id_no
    operations.revoke(event_id=event.pk, reason=taking.reason, by=taking.by, case_no=taking.case.number)
    now = access.identity_for_message(event.person_id).citizen_id_no
    telling.number_withdrawn(taking, event.person_id, now, was)
    check_again(taking)


def _only(taking: Taking) -> UUID:
    (person_id,) = people_of(taking.case)
    return person_id


def _brought(taking: Taking, names: Iterable[str]) -> list[Brought]:
    """The papers on the case that these lists of the register name."""
    profile, on = taking.view.rules.profile, taking.today
    listed = {
        demand.paper.id
        for name in names
        for ask in (lists().one_of, lists().all_of)
        for demand in ask(f"register.{name}", profile=profile, on=on)
    }
    return [Brought(p.paper, p.document_no) for p in taking.view.papers if p.paper in listed]
