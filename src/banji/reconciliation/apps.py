from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReconciliationConfig(AppConfig):
    name = "banji.reconciliation"
    label = "reconciliation"

    def ready(self) -> None:
        from banji.exchange import reasons
        from banji.reconciliation.reasons import REASONS

        reasons.register(REASONS)
        from banji.reconciliation import reactions

        reactions.register()
        from banji.accounts.rooms import register_room
        from banji.reconciliation.reach import REVIEWERS
        from banji.reconciliation.review import waiting_for

        register_room(
            REVIEWERS,
            _("Matching review"),
            "reconciliation:queue",
            icon="git-merge",
            order=20,
            waiting=waiting_for,
        )
