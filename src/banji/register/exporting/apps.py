from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportingConfig(AppConfig):
    name = "banji.register.exporting"
    label = "exporting"

    def ready(self) -> None:
        from banji.accounts.rooms import register_room
        from banji.register.exporting import queries, rights
        from banji.register.pages.search import WING

        register_room(
            rights.SEE,
            _("Lists of persons"),
            "exporting:requests",
            icon="file-text",
            order=31,
            waiting=queries.waiting_for,
            wing=WING,
        )
