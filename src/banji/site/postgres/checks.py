"""What any database must be able to do before the site starts on it."""

import psycopg

from banji.site.postgres.errors import DatabaseUnavailable
from banji.site.postgres.programs import FLOOR


def require_suitable(url: str) -> None:
    """Refuse a server that is too old, not UTF-8, or in which Chinese cannot be searched.

    Under the locale C, pg_trgm takes 汉字 for punctuation and every search would find nothing, silently.
    """
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            _check(connection)
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(f"The database does not answer: {error}".strip()) from error


def _check(connection: psycopg.Connection) -> None:
    if (major := connection.info.server_version // 10000) < FLOOR:
        raise DatabaseUnavailable(f"PostgreSQL {major} is too old: Banji needs {FLOOR} or newer.")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise DatabaseUnavailable(f"The database's encoding is {encoding}: create it with ENCODING 'UTF8'.")
    if not connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'").fetchone():
        return  # a database not migrated yet: the migration creates the extension, the next start looks again
    row = connection.execute("SELECT cardinality(show_trgm('汉字'))").fetchone()
    if row is None or not row[0]:
        raise DatabaseUnavailable(
            "pg_trgm finds nothing in 汉字, so no Chinese name could be searched: create the database with "
            "LC_CTYPE 'C.UTF-8' (CREATE DATABASE … TEMPLATE template0 LOCALE 'C.UTF-8')."
        )
