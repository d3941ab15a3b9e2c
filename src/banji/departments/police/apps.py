from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliceConfig(AppConfig):
    name = "banji.departments.police"
    label = "police"

    def ready(self) -> None:
        from django.conf import settings

        from banji.accounts.rooms import register_room
        from banji.departments.police.queries import SEE, waiting_for
        from banji.register.pages.loads import WING

        if settings.BANJI_REGISTER_OF_RECORD:
            register_room(
                SEE,
                _("Register of record"),
                "police:differences",
                icon="git-merge",
                order=85,
                waiting=waiting_for,
                wing=WING,
            )
