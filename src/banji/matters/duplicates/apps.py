from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DuplicatesConfig(AppConfig):
    name = "banji.matters.duplicates"
    label = "duplicates"

    def ready(self) -> None:
        from banji.accounts.rooms import register_room
        from banji.cases.registry import register
        from banji.cases.showing import show
        from banji.matters.duplicates.pages import SEARCHES, SEE, WING
        from banji.matters.duplicates.procedures import PROCEDURES
        from banji.matters.duplicates.showing import SHOWING

        for procedure in PROCEDURES:
            register(procedure)
            show(procedure.kind, SHOWING)
        register_room(SEE, _("Duplicates"), "duplicates:suspicions", icon="git-merge", order=29, wing=WING)
        register_room(
            SEARCHES, _("Searches of the register"), "duplicates:searches", icon="search", order=30, wing=WING
        )
