from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeathsConfig(AppConfig):
    name = "banji.matters.deaths"
    label = "deaths"

    def ready(self) -> None:
        from banji.accounts.roles import Role
        from banji.accounts.rooms import Wing, register_room
        from banji.cases.narrowing import register_narrowing
        from banji.cases.registry import register
        from banji.cases.showing import show
        from banji.matters.deaths import reactions
        from banji.matters.deaths.clearing.listing import NARROWING
        from banji.matters.deaths.procedure import COUNTER, PROCEDURE
        from banji.matters.deaths.showing import SHOWING
        from banji.register import doings, hindrances

        register(PROCEDURE)
        show(PROCEDURE.kind, SHOWING)
        register_narrowing(NARROWING)
        reactions.register()
        doings.offer(
            doings.Doing(
                _("Report a death"),
                "deaths:report_person",
                doings.PERSON,
                tuple(COUNTER),
                order=11,
                hinders=hindrances.not_in_the_register,
            )
        )
        wing = Wing(_("Deaths to look into"), "route")
        register_room(COUNTER, _("Report a death"), "deaths:report", icon="plus", order=20, wing=wing)
        reporters = (Role.COMMITTEE, Role.REPORTER)
        register_room(reporters, _("Report a death"), "deaths:tell", icon="plus", order=20)
        serving = (Role.OFFICER, Role.STATION_CHIEF)
        register_room(serving, _("Notices by village"), "deaths:notices", icon="message", order=25, wing=wing)
        register_room(
            (Role.GRID_WORKER, Role.OFFICER),
            _("My visits"),
            "deaths:visits",
            icon="route",
            order=5,
            wing=wing,
        )
