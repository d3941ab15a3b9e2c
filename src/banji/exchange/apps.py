from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "banji.exchange"
    label = "exchange"

    def ready(self) -> None:
        register(lawful_catalogue)
        from banji.accounts.roles import Role
        from banji.accounts.rooms import Wing, register_room
        from banji.exchange.pages import ledger, lists, messages

        wing = Wing(_("Exchange with departments"), "send")
        register_room(lists.SEE, _("Lists received"), "exchange:batches", icon="inbox", order=40, wing=wing)
        register_room(
            Role.LIAISON, _("Messages to us"), "exchange:inbox", icon="message", order=50, wing=wing
        )
        register_room(
            messages.SEE, _("Messages sent"), "exchange:deliveries", icon="send", order=60, wing=wing
        )
        register_room(ledger.SEE, _("Who owes what"), "exchange:owed", icon="scale", order=55, wing=wing)
        register_room(Role.SYS_ADMIN, _("Receivers"), "exchange:endpoints", icon="send", order=65, wing=wing)


def lawful_catalogue(**_options: Any) -> list[CheckMessage]:
    """Start-up refuses a catalogue with an entry that has no purpose, no legal basis or unknown fields."""
    from banji.exchange.catalogue import CATALOGUE
    from banji.exchange.catalogue_lint import lint

    return [Error(str(found), id="exchange.E001") for found in lint(CATALOGUE)]
