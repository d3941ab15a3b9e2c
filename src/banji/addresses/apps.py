"""Divisions with validity and successors, and the seven-segment standard address."""

from __future__ import annotations

from django.apps import AppConfig


class AddressesConfig(AppConfig):
    name = "banji.addresses"
    label = "addresses"

    def ready(self) -> None:
        from banji.accounts import areas
        from banji.addresses import naming

        areas.named_by(naming.names_of, naming.search_areas)
