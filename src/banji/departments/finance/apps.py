"""Finance 财政: staff paid from public funds (PLAN_2017 三(三)4)."""

from __future__ import annotations

from django.apps import AppConfig


class FinanceConfig(AppConfig):
    name = "banji.departments.finance"
    label = "finance"

    def ready(self) -> None:
        from banji.departments.finance.payroll import PAYROLL
        from banji.departments.lists.feeds import register

        register(PAYROLL)
