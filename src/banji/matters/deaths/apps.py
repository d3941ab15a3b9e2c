from __future__ import annotations

from django.apps import AppConfig


class DeathsConfig(AppConfig):
    name = "banji.matters.deaths"
    label = "deaths"
