from __future__ import annotations

from django.apps import AppConfig


class DeathsConfig(AppConfig):
    name = "banji.matters.deaths"
    label = "deaths"

    def ready(self) -> None:
        from banji.cases.registry import register
        from banji.matters.deaths import reactions
        from banji.matters.deaths.procedure import PROCEDURE

        register(PROCEDURE)
        reactions.register()
