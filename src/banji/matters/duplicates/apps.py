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
        from banji.matters.duplicates.pages import SEARCHES, SEE
        from banji.matters.duplicates.procedures import PROCEDURES
        from banji.matters.duplicates.showing import SHOWING
        from banji.register.pages.search import WING

        for procedure in PROCEDURES:
            register(procedure)
            show(procedure.kind, SHOWING)
        register_room(SEE, _("Duplicates"), "duplicates:suspicions", icon="git-merge", order=32, wing=WING)
        register_room(
            SEARCHES, _("Searches of the register"), "duplicates:searches", icon="search", order=33, wing=WING
        )
