"""What commands stand on: Django's settings and a running database."""

import os
import sys

from banji.site import postgres


def nothing() -> None:
    """For commands that need neither."""


def django() -> None:
    """Load the settings and the apps."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banji.site.settings")
    from django import setup

    setup()


def database() -> None:
    """Start the embedded database unless it runs, keep it for this process, and load Django."""
    postgres.ensure_running()
    django()


def django_command(arguments: list[str]) -> int:
    """Run one of Django's own commands as the site's role."""
    database()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["banji django", *arguments])
    return 0


def migrate(arguments: list[str]) -> int:
    """Migrate as the owner: the site's role may not create or change a table."""
    if not postgres.ensure_running().owner_url:
        print("Set DATABASE_OWNER_URL: only the owner of the tables may change them.", file=sys.stderr)
        return 2
    os.environ["BANJI_AS_OWNER"] = "1"  # before the settings are read
    return django_command(["migrate", *arguments])
