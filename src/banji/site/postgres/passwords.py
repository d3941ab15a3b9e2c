"""Passwords of the embedded server's roles. Under `trust` two roles would mean nothing."""

import json
import os
import secrets
from pathlib import Path

ROLES = ("postgres", "banji_owner", "banji_app")


def passwords(file: Path) -> dict[str, str]:
    """Read the passwords by role; made once, readable by this account only."""
    if file.exists():
        return dict(json.loads(file.read_text()))
    made = {role: secrets.token_urlsafe(24) for role in ROLES}
    draft = file.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(made, out)
        out.flush()
        os.fsync(out.fileno())
    draft.rename(file)
    return made
