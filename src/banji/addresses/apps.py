"""Divisions with validity and successors, and the seven-segment standard address."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AddressesConfig(AppConfig):
    name = "banji.addresses"
    label = "addresses"

    def ready(self) -> None:
        from banji.accounts import areas
        from banji.accounts.roles import ADMINISTRATORS, Role
        from banji.accounts.rooms import Wing, register_room
        from banji.addresses import naming
        from banji.addresses.pages import SETTLERS

        areas.named_by(naming.names_of, naming.search_areas)
        officers = [role for role in Role if role not in ADMINISTRATORS]
        wing = Wing(_("Places"), "map-pin")
        register_room(officers, _("Divisions"), "addresses:divisions", icon="map-pin", order=80, wing=wing)
        register_room(
            SETTLERS, _("Villages to settle"), "addresses:unsettled", icon="git-merge", order=85, wing=wing
        )
