from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "banji.accounts"
    label = "accounts"

    def ready(self) -> None:
        from banji.accounts.roles import Role
        from banji.accounts.rooms import register_room

        register_room(Role.SEC_ADMIN, _("Organisations"), "accounts:organisations", icon="building", order=10)
        register_room(Role.SEC_ADMIN, _("Posts"), "accounts:posts", icon="id", order=20)
        register_room(Role.SEC_ADMIN, _("Accounts"), "accounts:people", icon="users", order=30)
        register_room(
            Role.SEC_ADMIN, _("Identity services"), "accounts:identity_services", icon="login", order=36
        )
        register_room(Role.AUDIT_ADMIN, _("The trail"), "accounts:trail", icon="history", order=10)
