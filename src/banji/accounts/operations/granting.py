"""Who may write in this room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.accounts.roles import Role
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.errors import Refused

SEPARATION = _("GB/T 22239-2019, 8.1.5: system, security and audit administrator are separated")


def check_grants_rights(by: Actor) -> None:
    """Rights are given by the security administrator alone, or by the job that sets an installation up."""
    if by.kind is ActorKind.SYSTEM or (by.is_officer and by.role == Role.SEC_ADMIN):
        return
    raise Refused(
        _("Accounts, posts and areas are given by the security administrator."),
        rule=SEPARATION,
        remedy=_("Ask the security administrator of your city."),
        code="not_security_administrator",
    )
