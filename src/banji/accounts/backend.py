"""Who a session belongs to. Passwords are checked as Django does it."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from banji.accounts.models import Account
from banji.accounts.queries import standings_today


class AccountBackend(ModelBackend):
    """An officer's account is read together with his posts: the request needs both."""

    def get_user(self, user_id: int) -> Account | None:
        standings = standings_today(int(user_id))
        if not standings:
            return super().get_user(user_id)
        account = standings[0].holding.account
        return account if self.user_can_authenticate(account) else None
