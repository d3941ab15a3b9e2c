from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CounterConfig(AppConfig):
    name = "banji.counter"
    label = "counter"

    def ready(self) -> None:
        from banji.accounts.roles import POLICE, Role
        from banji.accounts.rooms import register_room
        from banji.counter import items, papers
        from banji.register.pages.search import WING

        items.add(*items.ITEMS.values())
        papers.tell()
        readers = (*POLICE, Role.SUPERVISOR)
        register_room(readers, _("Visits"), "counter:visits", icon="list", order=31, wing=WING)
