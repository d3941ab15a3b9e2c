"""Sessions in the database, written when they have changed or have got a minute older: not with each page.

So somebody idle is out after a quarter of an hour less a minute at most, never later.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.utils import timezone

_STEP = timedelta(minutes=1)


class SessionStore(InDatabase):
    _stored_until: datetime | None = None

    def _get_session_from_db(self) -> Any:
        found = super()._get_session_from_db()  # type: ignore[misc]
        self._stored_until = found.expire_date if found else None
        return found

    def save(self, must_create: bool = False) -> None:
        """Raises `UpdateError` when the row is gone: somebody signed out meanwhile."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        until = timezone.now() + timedelta(seconds=self.get_expiry_age())
        if not self.modified and self._stored_until and until - self._stored_until < _STEP:
            return
        row = self.create_model_instance(self._get_session())  # type: ignore[attr-defined]
        stored = self.model.objects.filter(pk=row.session_key)
        if not stored.update(session_data=row.session_data, expire_date=row.expire_date):
            raise UpdateError
        self._stored_until = row.expire_date
