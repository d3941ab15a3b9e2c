from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "banji.register"
    label = "register"

    def ready(self) -> None:
        import_module("banji.register.sentences")
