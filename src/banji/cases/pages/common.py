"""What the pages of cases do alike."""

from __future__ import annotations

from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.cases.models import Case
from banji.cases.registry import procedure_of
from banji.cases.scope import cases_of
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound


def find(case_id: UUID, by: Actor) -> Case:
    """The case, if this reader may see it. Raises `NotFound`: absent and forbidden look the same."""
    found = cases_of(by).select_related("station", "village", "post").filter(pk=case_id).first()
    if found is None:
        raise NotFound(_("There is no such case in your area."))
    return found


def standing(case: Case) -> str:
    """Where the case stands now and until when: what every success says."""
    state = procedure_of(case.kind).state(case.state).title
    if case.due_on is None:
        return _("The case now stands at: %(state)s.") % {"state": state}
    due = date_format(case.due_on)
    return _("The case now stands at: %(state)s, until %(day)s.") % {"state": state, "day": due}
