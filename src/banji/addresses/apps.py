from __future__ import annotations

from django.apps import AppConfig


class AddressesConfig(AppConfig):
    name = "banji.addresses"
    label = "addresses"
