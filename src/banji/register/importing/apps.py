from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportingConfig(AppConfig):
    name = "banji.register.importing"
    label = "importing"

    def ready(self) -> None:
        from banji.accounts.rooms import register_room
        from banji.register.importing import rights
        from banji.register.pages.loads import WING

        register_room(
            rights.TAKE, _("Take files over"), "importing:intakes", icon="file-upload", order=79, wing=WING
        )
