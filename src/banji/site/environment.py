"""Every environment variable that a deployment may set: one table, read by the settings and printed in the docs."""

from __future__ import annotations

import os
from typing import NamedTuple


class Variable(NamedTuple):
    """A variable, the value it has when nobody sets it, and what it decides."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable(
        "DATABASE_URL",
        "",
        "PostgreSQL (15 or newer) for the site's role; without it the embedded one starts by itself",
    ),
    Variable(
        "DATABASE_OWNER_URL", "", "the same database for its owner, who migrates and does the first load"
    ),
    Variable(
        "BANJI_VAR", "var", "folder of everything that is not code: data, keys, files, copies of the trail"
    ),
    Variable(
        "BANJI_POSTGRES_BIN", "", "folder of the PostgreSQL programs to embed instead of the packaged ones"
    ),
    Variable("BANJI_SECRET_KEY", "", "key of the sessions; made once and kept in BANJI_VAR when not given"),
    Variable("BANJI_KEYRING", "", "the keyring file; BANJI_VAR/keyring.json when not given"),
    Variable("BANJI_CRYPTO", "sm", "`sm` (SM4-GCM, HMAC-SM3) or `std` (AES-GCM, HMAC-SHA-256)"),
    Variable("BANJI_HOSTS", "localhost,127.0.0.1,[::1]", "host names the site answers to"),
    Variable("BANJI_ORIGINS", "", "trusted origins behind a proxy, with scheme"),
    Variable(
        "BANJI_PROXIES",
        "",
        "addresses of the city's own proxies: of what comes through them `X-Forwarded-For` says whom it is from",
    ),
    Variable("BANJI_HTTPS", "", "1: cookies only over TLS"),
    Variable(
        "BANJI_PUBLIC_URL",
        "http://localhost:8000",
        "the city's public address: what the QR on a paper points to",
    ),
    Variable("BANJI_CITY", "banji_ziyang", "the package of the city: places, offices, its own dated rules"),
    Variable(
        "BANJI_INSTALLATION", "live", "`live`, `demo` or `test`: read once, when the database is created"
    ),
    Variable("BANJI_PROFILE", "ziyang_2017", "the rule profile that new cases are opened under"),
    Variable(
        "BANJI_EXCHANGE_NETWORKS",
        "",
        "private networks of the administration that messages may be sent into (`10.20.0.0/16,…`); public addresses"
        " always may, this machine and its link-local neighbours never",
    ),
    Variable(
        "BANJI_REGISTER_OF_RECORD",
        "",
        "1: the police run a register of record of their own, which ours mirrors (`banji police take`)",
    ),
    Variable(
        "BANJI_EXPORT_DAYS", "7", "days for which a list of persons may be fetched; then its file is removed"
    ),
    Variable("BANJI_EXPORT_MOST", "5000", "how many persons a list of persons may have at most"),
    Variable("BANJI_PASSWORD_DAYS", "90", "days after which a password must be changed"),
    Variable("BANJI_DEBUG", "", "1: Django's debug pages; never with real people's data"),
    Variable("BANJI_TEST_DB", "test_banji", "name of the test database"),
    Variable(
        "BANJI_AS_OWNER", "", "1: log in as the owner; set by `banji migrate` and `banji load` themselves"
    ),
    Variable(
        "BANJI_GATHERED", "", "1: the pages' files are in BANJI_VAR/static; set by `banji serve` itself"
    ),
    Variable("DEMO_SERVE", "1", "0: `make demo` ends after its report instead of serving the site"),
)

_DEFAULTS = {variable.name: variable.default for variable in VARIABLES}


def read(name: str) -> str:
    """The variable's value or its default. Raises `KeyError` for one that the table does not have."""
    return os.environ.get(name) or _DEFAULTS[name]


def is_on(name: str) -> bool:
    return read(name) == "1"


def listed(name: str) -> list[str]:
    """A comma-separated value."""
    return [part for part in read(name).split(",") if part]
