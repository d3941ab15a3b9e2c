from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class ExchangeConfig(AppConfig):
    name = "banji.exchange"
    label = "exchange"

    def ready(self) -> None:
        register(lawful_catalogue)


def lawful_catalogue(**_: Any) -> list[CheckMessage]:
    """Start-up refuses a catalogue with an entry that has no purpose, no legal basis or unknown fields."""
    from banji.exchange.catalogue import CATALOGUE
    from banji.exchange.catalogue_lint import lint

    return [Error(str(found), id="exchange.E001") for found in lint(CATALOGUE)]
