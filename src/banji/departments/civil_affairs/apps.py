"""Civil affairs 民政: the list of cremations (PLAN_2017 三(三)4)."""

from __future__ import annotations

from django.apps import AppConfig


class CivilAffairsConfig(AppConfig):
    name = "banji.departments.civil_affairs"
    label = "civil_affairs"

    def ready(self) -> None:
        from banji.departments.civil_affairs.feed import FEED
        from banji.departments.civil_affairs.reasons import REASONS
        from banji.departments.lists.feeds import register
        from banji.exchange import reasons

        register(FEED)
        reasons.register(REASONS)
