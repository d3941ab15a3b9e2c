"""Health 卫生健康: the list of deaths in medical institutions (PLAN_2017 三(三)4)."""

from __future__ import annotations

from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "banji.departments.health"
    label = "health"

    def ready(self) -> None:
        from banji.departments.health.feed import FEED
        from banji.departments.lists.feeds import register

        register(FEED)
