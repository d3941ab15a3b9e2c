from __future__ import annotations

from django.apps import AppConfig


class MigrationConfig(AppConfig):
    name = "banji.matters.migration"
    label = "migration"

    def ready(self) -> None:
        from banji.cases import nightly
        from banji.cases.registry import register
        from banji.cases.showing import Showing, show
        from banji.counter import items
        from banji.matters.migration import certificate, permit, reactions, reminding
        from banji.matters.migration.counter import DOINGS, ITEMS
        from banji.matters.migration.procedure import PROCEDURE
        from banji.matters.migration.showing import choices, said
        from banji.register import doings

        register(PROCEDURE)
        show(PROCEDURE.kind, Showing(said=said, choices=choices, prints=(permit.PRINT, certificate.PRINT)))
        reactions.register()
        nightly.each_night(reminding.remind)
        items.add(*ITEMS)
        doings.offer(*DOINGS)
