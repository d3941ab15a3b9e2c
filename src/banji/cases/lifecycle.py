"""What may happen to any case of any kind: put on hold, resumed, handed to another post or station, opened again."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.accounts.models import Organisation, Post
from banji.accounts.roles import Role
from banji.audit.acts import Act, act
from banji.cases import scope
from banji.cases.checks import cite
from banji.cases.evidence import open_case_of
from banji.cases.lawbook import rules_of
from banji.cases.models import Case
from banji.cases.registry import procedure_of
from banji.cases.steps import step_row
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused

MAY_HOLD = frozenset({Role.OFFICER, Role.STATION_CHIEF, Role.COUNTY_OFFICER})


def hold(case_id: UUID, *, until: date, reason: str, by: Actor) -> Case:
    """Put a case on hold with a reason and a day of review, at most the period of `cases.hold_review` away."""
    with act("case.hold", by=by, object_=("case", case_id)) as this:
        case = open_case_of(case_id, by)
        _must_be(by, MAY_HOLD)
        last = rules_of(case).deadline("cases.hold_review", this.now.date()).due_on
        if not reason:
            raise Refused(_("A case is put on hold with a reason."))
        if not this.now.date() < until <= last:
            raise Refused(
                _("The day of review must lie before %(last)s.") % {"last": last}, rule="cases.hold_review"
            )
        case.hold_until = until
        _written(case, this, by, "hold", reason)
    return case


def resume(case_id: UUID, *, by: Actor, reason: str = "") -> Case:
    with act("case.resume", by=by, object_=("case", case_id)) as this:
        case = open_case_of(case_id, by)
        _must_be(by, MAY_HOLD)
        case.hold_until = None
        _written(case, this, by, "resume", reason)
    return case


def hand_over(
    case_id: UUID, *, to_station: Organisation, to_post: Post | None, reason: str, by: Actor
) -> Case:
    """Give a case to another post or station: the work moves, the file stays one file."""
    with act("case.hand_over", by=by, object_=("case", case_id)) as this:
        case = open_case_of(case_id, by)
        _must_be(by, MAY_HOLD)
        if to_station.kind != Organisation.Kind.POLICE_STATION:
            raise Refused(_("A case is kept by a police station."))
        if to_post is not None and to_post.organisation_id != to_station.pk:
            raise Refused(_("That post does not belong to that station."))
        this.before = {"station": case.station_id, "post": case.post_id}
        case.station, case.post = to_station, to_post
        this.after = {"station": to_station.pk, "post": case.post_id}
        _written(case, this, by, "hand_over", reason)
    return case


def reopen(case_id: UUID, *, reason: str, by: Actor) -> Case:
    """Open a closed case again: a supervisor's act, with a reason."""
    with act("case.reopen", by=by, object_=("case", case_id)) as this:
        case = Case.objects.select_for_update(no_key=True, of=("self",)).filter(pk=case_id).first()
        if case is None or not scope.may_see(case, by):
            raise NotFound(_("There is no such case in your area."))
        _must_be(by, frozenset({Role.SUPERVISOR}))
        procedure = procedure_of(case.kind)
        if case.is_open or not procedure.reopens_to:
            raise Refused(_("This case cannot be opened again."))
        if onward := procedure.steps_from(case.state):
            # What has taken effect in the register is undone by its own step, never by opening the file again.
            raise Refused(
                _("This case has taken effect: it is undone by a step of its own, not by opening it again."),
                rule=cite(onward[0].source),
                remedy=onward[0].title,
            )
        if not reason:
            raise Refused(_("A case is opened again with a reason."))
        before = case.state
        case.state, case.is_open, case.closed_at, case.due_on = procedure.reopens_to, True, None, None
        _written(case, this, by, "reopen", reason, from_state=before)
    return case


def _must_be(by: Actor, roles: frozenset[Role]) -> None:
    if by.role not in roles:
        raise Refused(_("This step is not for your post."))


def _written(case: Case, this: Act, by: Actor, name: str, reason: str, *, from_state: str = "") -> None:
    """Write the step and the case's new version."""
    this.case_no = case.number
    if case.person_id:
        this.about(case.person_id)
    case.version += 1
    case.save()
    this.add(step_row(case, this, by, name=name, from_state=from_state or case.state, reason=reason))
