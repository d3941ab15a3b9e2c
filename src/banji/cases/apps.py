from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "banji.cases"
    label = "cases"

    def ready(self) -> None:
        from banji.accounts.roles import POLICE, Role
        from banji.accounts.rooms import register_room
        from banji.cases import reactions
        from banji.cases.alarms import alarms_of
        from banji.cases.pages.overdue import WING

        reactions.register()

        readers = (*POLICE, Role.SUPERVISOR)
        register_room(
            (*readers, Role.GRID_WORKER, Role.COMMITTEE, Role.REPORTER),
            _("Desk"),
            "cases:desk",
            icon="home",
            order=0,
        )
        register_room(readers, _("Cases"), "cases:cases", icon="files", order=10)
        register_room(
            (*readers, Role.SYS_ADMIN, Role.AUDIT_ADMIN),
            _("Alarms"),
            "cases:alarms",
            icon="bell",
            order=15,
            waiting=alarms_of,
        )
        overseers = (Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.SUPERVISOR)
        register_room(overseers, _("Overdue by unit"), "cases:overdue", icon="gauge", order=12, wing=WING)
        register_room(
            (Role.SYS_ADMIN, Role.SUPERVISOR), _("Law in force"), "cases:law", icon="scale", order=60
        )
        register_room(Role.SYS_ADMIN, _("Clock of the demo"), "cases:clock", icon="clock", order=70)
