"""HRSS 人力资源和社会保障: funeral benefits, and lists of payees (PLAN_2017 三(三)4)."""

from __future__ import annotations

from django.apps import AppConfig


class HrssConfig(AppConfig):
    name = "banji.departments.hrss"
    label = "hrss"

    def ready(self) -> None:
        from banji.departments.hrss.feed import FEED
        from banji.departments.hrss.payees import PAYEES
        from banji.departments.hrss.reasons import REASONS
        from banji.departments.lists.feeds import register
        from banji.exchange import reasons

        register(FEED)
        register(PAYEES)
        reasons.register(REASONS)
