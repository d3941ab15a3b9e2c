from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "banji.api"
    label = "api"

    def ready(self) -> None:
        from banji.accounts.roles import Role
        from banji.accounts.rooms import register_room

        register_room((Role.SEC_ADMIN, Role.SYS_ADMIN), _("Systems"), "api:clients", icon="link", order=35)
