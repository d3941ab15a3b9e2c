from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "banji.supervision"
    label = "supervision"

    def ready(self) -> None:
        from banji.accounts.rooms import register_room
        from banji.cases.pages.overdue import WING
        from banji.supervision.pages import LEADERS

        register_room(
            LEADERS, _("Clean-up of the dead"), "supervision:deaths", icon="chart-bar", order=8, wing=WING
        )
