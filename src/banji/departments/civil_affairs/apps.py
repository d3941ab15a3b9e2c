from __future__ import annotations

from django.apps import AppConfig


class CivilAffairsConfig(AppConfig):
    name = "banji.departments.civil_affairs"
    label = "civil_affairs"

    def ready(self) -> None:
        from banji.departments.civil_affairs.feed import FEED
        from banji.departments.civil_affairs.reasons import REASONS
        from banji.exchange import feeds, reasons
        from banji.exchange.tables.reasons import REASONS as FILE_REASONS

        feeds.register(FEED)
        reasons.register(FILE_REASONS)
        reasons.register(REASONS)
