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
        from banji.supervision.population.pages import LEADERS as COUNTERS

        register_room(
            LEADERS, _("Clean-up of the dead"), "supervision:deaths", icon="chart-bar", order=8, wing=WING
        )
        register_room(
            COUNTERS,
            _("Registered population"),
            "supervision:population",
            icon="chart-bar",
            order=13,
            wing=WING,
        )
        register_room(
            COUNTERS, _("Monthly change"), "supervision:changes", icon="chart-bar", order=14, wing=WING
        )
