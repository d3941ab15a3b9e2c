"""Logging in to the test database as its owner or as the site's role."""

from django.conf import settings
from django.db import connection

OWNER = (settings.DATABASE_OWNER, settings.DATABASE_OWNER_PASSWORD)
APP = (settings.DATABASE_APP, settings.DATABASE_APP_PASSWORD)


def act_as(login: tuple[str, str]) -> None:
    """Let the default connection log in as this role from now on."""
    connection.close()
    connection.settings_dict["USER"], connection.settings_dict["PASSWORD"] = login
