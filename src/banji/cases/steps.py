"""Writing a step: always the next one of a locked case, always in the words of the table."""

from __future__ import annotations

from banji.audit.acts import Act
from banji.cases.models import Case, Step
from banji.foundation.actors import Actor


def step_row(
    case: Case,
    this: Act,
    by: Actor,
    *,
    name: str,
    from_state: str,
    reason: str,
) -> Step:
    """The next step of a locked case, as it stands now."""
    return Step(
        case=case,
        seq=Step.objects.filter(case=case).count() + 1,
        name=name,
        from_state=from_state,
        to_state=case.state,
        at=this.now,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        role=by.role,
        post_id=by.post_id,
        reason=reason,
        due_on=case.due_on,
        hold_until=case.hold_until,
    )
