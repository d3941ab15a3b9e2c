from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "banji.matters.payments"
    label = "payments"

    def ready(self) -> None:
        from banji.accounts.roles import Role
        from banji.accounts.rooms import register_room
        from banji.matters.payments import reactions
        from banji.matters.payments.queries import OVERSEERS, waiting_for

        reactions.register()
        register_room(
            (*OVERSEERS, Role.LIAISON),
            _("Cancelled but still paid"),
            "payments:items",
            icon="clock",
            order=28,
            waiting=waiting_for,
        )
