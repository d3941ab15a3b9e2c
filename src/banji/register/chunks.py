"""One chunk of a bulk load becomes rows to copy in: names keyed, numbers sealed, rows of history digested.

DuckDB writes the text of the rows, a column at a time; what it cannot do is done here. Knows no model and no Django:
it runs in any process that has the keys.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import duckdb
import pyarrow as pa

from banji.crypto import CryptoProvider, Keyring
from banji.foundation.sealing import CITIZEN_ID, PHONE, Sealer
from banji.identity.names import normalise_name
from banji.register.names import NameColumns, name_columns

SECRETS = "foundation_secret"
_MODULUS = 1 << 256
_NAMES = pa.schema([
    *(("given_name", pa.string()), ("given_former_name", pa.string()), ("norm_name", pa.string())),
    *(("norm_former_name", pa.string()), ("name_key", pa.string()), ("name_initials", pa.string())),
    *(("name_folded", pa.string()), ("name_grams", pa.list_(pa.string())), ("name_has_pua", pa.bool_())),
])  # fmt: skip


class Recipe(NamedTuple):
    """Queries on the table `chunk` by the table they fill. `history`: the bytes under a row's digest, and its COPY
    text up to the digest; `plain`: the COPY text. With `people`, the queries find their names in `names`, and the
    numbers in columns number_id, citizen_id_no, phone_id and phone are sealed."""

    history: dict[str, str]
    plain: dict[str, str]
    people: bool = False


class Rows(NamedTuple):
    """COPY text of rows for one table, and the sum of their digests modulo 2^256."""

    text: str
    size: int
    total: int = 0


class Preparer:
    """Prepares chunks with one installation's keys."""

    def __init__(self, crypto: CryptoProvider, keyring: Keyring) -> None:
        self._sealer = Sealer(crypto, keyring)
        self._digest = crypto.keyed(keyring.current("trail").secret)

    def prepare(
        self, db: duckdb.DuckDBPyConnection, recipe: Recipe, *, disputed: frozenset[bytes] = frozenset()
    ) -> dict[str, Rows]:
        """The rows of every table that the recipe fills. `disputed`: tokens of doubled numbers."""
        made = {}
        if recipe.people:
            db.register("names", _names(db))
            made[SECRETS] = self._secrets(db, disputed)
        for table, query in recipe.plain.items():
            lines = [line for (line,) in db.execute(query).fetchall()]
            made[table] = Rows("".join(lines), len(lines))
        for table, query in recipe.history.items():
            made[table] = self._history(db.execute(query).fetchall())
        if recipe.people:
            db.unregister("names")
        return made

    def _history(self, rows: list[tuple[bytes, str]]) -> Rows:
        digest = self._digest
        macs = [digest(said) for said, _ in rows]
        lines = [f"{line}{mac.hex()}\n" for (_, line), mac in zip(rows, macs, strict=True)]
        return Rows("".join(lines), len(rows), sum(map(int.from_bytes, macs)) % _MODULUS)

    def _secrets(self, db: duckdb.DuckDBPyConnection, disputed: frozenset[bytes]) -> Rows:
        """In the order of the columns of `Secret`."""
        lines = []
        for secret_id, kind, number in db.execute(_NUMBERS).fetchall():
            s = self._sealer.seal(kind, number)
            lines.append(
                f"{secret_id}\t{kind}\t{s.key_version}\t{_hex(s.ciphertext)}\t{_hex(s.token)}\t{_hex(s.token_15)}"
                f"\t{_hex(s.token_first_15)}\t{_escaped(s.head)}\t{_escaped(s.tail)}\t{s.token in disputed}\n"
            )
        return Rows("".join(lines), len(lines))


_NUMBERS = f"""
SELECT * FROM (SELECT number_id AS id, '{CITIZEN_ID}', citizen_id_no FROM chunk WHERE number_id IS NOT NULL
               UNION ALL SELECT phone_id, '{PHONE}', phone FROM chunk WHERE phone_id IS NOT NULL) ORDER BY id
"""  # noqa: S608


def _names(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Helper columns once for each distinct name: most names are shared."""
    pairs = db.execute("SELECT DISTINCT name, former_name FROM chunk").fetchall()
    rows = [
        (*pair, normal, former, *columns) for pair in pairs for normal, former, columns in [_named(*pair)]
    ]
    columns = zip(*rows, strict=True) if rows else [()] * len(_NAMES)
    return pa.table(
        [pa.array(column, kind) for column, kind in zip(columns, _NAMES.types, strict=True)], schema=_NAMES
    )


@lru_cache(maxsize=20_000)
def _named(name: str, former_name: str) -> tuple[str, str, NameColumns]:
    name, former_name = normalise_name(name), normalise_name(former_name)
    return name, former_name, name_columns(name, former_name)


def _hex(value: bytes | None) -> str:
    return "\\N" if value is None else f"\\\\x{value.hex()}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")
