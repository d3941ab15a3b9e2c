from __future__ import annotations

from django.apps import AppConfig


class BirthsConfig(AppConfig):
    name = "banji.matters.births"
    label = "births"

    def ready(self) -> None:
        from banji.cases.registry import register
        from banji.cases.showing import show
        from banji.counter import items
        from banji.matters.births.counter import ITEMS
        from banji.matters.births.procedure import PROCEDURE
        from banji.matters.births.showing import SHOWING

        register(PROCEDURE)
        show(PROCEDURE.kind, SHOWING)
        items.add(*ITEMS)
