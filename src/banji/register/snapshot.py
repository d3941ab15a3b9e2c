"""The register as matching reads it: one Parquet file, written in one REPEATABLE READ read, tokens for numbers.

    known_at = snapshot.write(path)
    try: … matching.prepare_register(pq.read_table(path)) …
    finally: path.unlink()

The caller deletes the file after the job, and looks the person up again before opening a case: the file is of
`known_at`.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlencode

import adbc_driver_postgresql.dbapi as adbc
import pyarrow.parquet as pq
from django.db import connection

from banji.foundation import clock
from banji.register.queries.axes import watermark

# Everybody who was ever registered, in his last state up to the day: the dead are matched too, and then say so.
_REGISTER = """
SELECT p.person_id::text AS person_id, p.name, nullif(p.former_name, '') AS former_name, p.sex,
       p.birth_date::text AS birth_date, r.status, r.cancel_reason,
       r.household_id::text AS household, d.code AS village_code, r.address_text AS address,
       s.token, s.token_15, s.token_first_15
FROM register_particulars p
JOIN register_registration r ON r.person_id = p.person_id
JOIN addresses_division d ON d.area_id = r.village_id
LEFT JOIN foundation_secret s ON s.id = p.number_id
WHERE p.recorded_from <= $1 AND (p.recorded_to IS NULL OR p.recorded_to > $1)
  AND p.valid_from <= $2 AND (p.valid_to IS NULL OR p.valid_to > $2)
  AND r.recorded_from <= $1 AND (r.recorded_to IS NULL OR r.recorded_to > $1)
  AND r.valid_from <= $2 AND (r.valid_to IS NULL OR r.valid_to > $2)
"""


def write(path: Path | str) -> datetime:
    """Write the snapshot to `path` (mode 0600; it must not be there yet) and return the instant it is known at: the
    watermark, so that the same register known at the same instant is the same snapshot for ever.

    Columns: person_id, name, former_name, sex, birth_date, status, cancel_reason, household, village_code (the village of the
    registration's time), address as text; token, token_15, token_first_15 as bytes, null without a number.
    """
    known_at = watermark()
    day = known_at.astimezone(clock.CITY_TIME).date()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file, adbc.connect(uri()) as database, database.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(_REGISTER, (known_at, day))
            batches = cursor.fetch_record_batch()
            with pq.ParquetWriter(file, batches.schema, compression="zstd") as writer:
                for batch in batches:
                    writer.write_batch(batch)
            database.rollback()
    except BaseException:
        Path(path).unlink(missing_ok=True)
        raise
    return known_at


def uri() -> str:
    """The same database and role as the present connection, for ADBC."""
    settings = connection.settings_dict
    login = f"{quote(settings['USER'], safe='')}:{quote(settings['PASSWORD'], safe='')}"
    place = {"host": settings["HOST"], "port": settings["PORT"]}
    return (
        f"postgresql://{login}@/{quote(settings['NAME'])}?{urlencode({k: v for k, v in place.items() if v})}"
    )
