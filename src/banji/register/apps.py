from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    name = "banji.register"
    label = "register"

    def ready(self) -> None:
        import_module("banji.register.sentences")
        from banji.accounts.rooms import CITIZEN, register_room
        from banji.addresses import further
        from banji.register.access.reach import READERS
        from banji.register.pages import loads, search
        from banji.register.papers import kinds

        kinds.tell()

        register_room(READERS, _("People"), "register:people", icon="users", order=30, wing=search.WING)
        register_room(
            loads.SEE, _("Loads of the register"), "register:loads", icon="stack-2", order=80, wing=loads.WING
        )
        further.offer(
            _("Who is registered here"),
            village="register:village_residents",
            door="register:address_residents",
            roles=READERS,
        )
        register_room(CITIZEN, _("My record"), "register:my_record", icon="user", order=10)
        register_room(CITIZEN, _("Who looked at my record"), "register:my_looked", icon="eye", order=20)
        register_room(CITIZEN, _("My cases"), "register:my_cases", icon="files", order=30)
        register_room(CITIZEN, _("Something is wrong"), "register:my_wrong", icon="help", order=40)
