from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The site is an app so that it can join rooms that do not know each other, and has its own translations."""

    name = "banji.site"
    label = "site"

    def ready(self) -> None:
        from banji.register import related
        from banji.site import person_cases, person_payments

        related.tell(
            person_cases.cases_about, is_case=person_cases.is_case, page_of_case=person_cases.page_of_case
        )
        related.tell(
            person_payments.payments_about,
            is_case=lambda number: False,
            page_of_case=lambda number, by: "",
        )
