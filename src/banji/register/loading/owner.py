"""The first load and nothing else is done as the owner of the tables: only he may take constraints down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from banji.foundation.errors import Refused


@contextmanager
def as_owner() -> Iterator[None]:
    """Let the default connection log in as the owner. Raises `Refused` where he is not known."""
    if connection.in_atomic_block:
        raise RuntimeError("The first load is a transaction of its own; it cannot be part of another.")
    if not settings.DATABASE_OWNER:
        raise Refused(
            _("Only the owner of the tables can make the first load."),
            remedy=_("Set DATABASE_OWNER_URL for this command."),
        )
    before = connection.settings_dict["USER"], connection.settings_dict["PASSWORD"]
    _log_in(settings.DATABASE_OWNER, settings.DATABASE_OWNER_PASSWORD)
    try:
        yield
    finally:
        _log_in(*before)


def _log_in(user: str, password: str) -> None:
    if connection.settings_dict["USER"] != user:
        connection.close()
        connection.settings_dict["USER"], connection.settings_dict["PASSWORD"] = user, password
