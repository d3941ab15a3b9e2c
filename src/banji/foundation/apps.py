from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FoundationConfig(AppConfig):
    name = "banji.foundation"
    label = "foundation"

    def ready(self) -> None:
        from banji.foundation import grants

        # All migrations have run when the first post_migrate is sent, so once is enough.
        post_migrate.connect(grants.after_migrate, sender=self)
