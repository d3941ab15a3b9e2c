from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "banji.printing"
    label = "printing"

    def ready(self) -> None:
        import_module("banji.printing.sentences")
