"""The database of the house: a server named by the environment, or an embedded PostgreSQL that starts by itself.

`resolve()` says where the database is and starts nothing. `ensure_running()` starts the embedded one if need be
and keeps it for as long as this process lives; the last user to leave stops it, however it leaves.
"""

from banji.site.postgres.checks import require_suitable
from banji.site.postgres.cluster import ensure_running, pin, postmaster, running, status, stop
from banji.site.postgres.errors import DatabaseUnavailable
from banji.site.postgres.place import var
from banji.site.postgres.server import APP, OWNER, Server, resolve

__all__ = [
    "APP",
    "OWNER",
    "DatabaseUnavailable",
    "Server",
    "ensure_running",
    "pin",
    "postmaster",
    "require_suitable",
    "resolve",
    "running",
    "status",
    "stop",
    "var",
]
