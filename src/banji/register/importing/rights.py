"""Who may take files over into the register: those who answer for it in the county or the city."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from banji.accounts.roles import Role
from banji.addresses import scope
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.register.importing.models import Intake

TAKE = (Role.COUNTY_OFFICER, Role.CITY_OFFICER)


def check(by: Actor) -> None:
    """Raises `Refused` for everybody else."""
    if not by.is_officer or by.role not in TAKE:
        raise Refused(
            _("Only a county or city officer takes files over into the register."), rule="domain 7.2"
        )


def intake_for(intake_id: UUID, *, by: Actor) -> Intake:
    """An intake of the actor's own organisation. Raises `NotFound` and `Refused`."""
    check(by)
    found = Intake.objects.filter(pk=intake_id, organisation_id=by.organisation_id).first()
    if found is None:
        raise NotFound(_("There are no such files in your organisation."))
    return found


def outside(villages: dict[int, int], *, by: Actor) -> int:
    """How many of these households (by village) lie outside the actor's area."""
    own = scope.villages_of(by, clock.today())
    return sum(count for village, count in villages.items() if village not in own)
