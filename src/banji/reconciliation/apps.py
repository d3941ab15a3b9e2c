from __future__ import annotations

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    name = "banji.reconciliation"
    label = "reconciliation"

    def ready(self) -> None:
        from banji.exchange import reasons
        from banji.reconciliation.reasons import REASONS

        reasons.register(REASONS)
