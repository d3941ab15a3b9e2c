from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrectionsConfig(AppConfig):
    name = "banji.matters.corrections"
    label = "corrections"

    def ready(self) -> None:
        from banji.cases.registry import register
        from banji.cases.showing import show
        from banji.counter.items.item import CLERKS
        from banji.matters.corrections.procedure import PROCEDURE
        from banji.matters.corrections.showing import SHOWING
        from banji.register import doings, related

        register(PROCEDURE)
        show(PROCEDURE.kind, SHOWING)
        related.correct_at("corrections:which")
        doings.offer(
            doings.Doing(
                _("Correct what is wrong"), "corrections:at_counter", doings.PERSON, tuple(CLERKS), order=30
            )
        )
