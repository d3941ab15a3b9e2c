"""Where the database is: two roles, two addresses."""

import os
from typing import NamedTuple
from urllib.parse import quote

from banji.site.postgres.locks import locked
from banji.site.postgres.passwords import passwords
from banji.site.postgres.place import place

OWNER = "banji_owner"
APP = "banji_app"
DATABASE = "banji"


class Server(NamedTuple):
    """libpq addresses of the two roles.

    `app_url` is the site's role: it cannot change what is append-only. `owner_url` owns the tables, migrates
    and does the first load; it is empty when `DATABASE_URL` is set and `DATABASE_OWNER_URL` is not.
    """

    app_url: str
    owner_url: str
    embedded: bool


def resolve() -> Server:
    """Say where the database is; starts nothing. The environment's servers come before the embedded one."""
    if app := os.environ.get("DATABASE_URL"):
        return Server(app, os.environ.get("DATABASE_OWNER_URL", ""), embedded=False)
    return Server(embedded_url(APP), embedded_url(OWNER), embedded=True)


def embedded_url(role: str, database: str = DATABASE) -> str:
    """The address of one role on the embedded server."""
    here = place()
    with locked(here.home / "passwords.lock"):
        password = passwords(here.passwords)[role]
    return f"postgresql://{role}:{password}@/{database}?host={quote(os.fspath(here.socket()), safe='')}"
