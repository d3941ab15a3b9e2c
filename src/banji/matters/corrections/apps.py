from __future__ import annotations

from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    name = "banji.matters.corrections"
    label = "corrections"

    def ready(self) -> None:
        from banji.cases.registry import register
        from banji.cases.showing import show
        from banji.matters.corrections.procedure import PROCEDURE
        from banji.matters.corrections.showing import SHOWING
        from banji.register import related

        register(PROCEDURE)
        show(PROCEDURE.kind, SHOWING)
        related.correct_at("corrections:which")
