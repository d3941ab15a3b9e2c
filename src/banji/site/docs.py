"""`banji docs`: the reference pages are written from the tables they describe; `--check` finds any that lag behind."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from django.utils.translation import override

from banji.site.reference import (
    api,
    catalogue,
    commands,
    indicators,
    permissions,
    procedures,
    rules,
    settings_page,
)

FOLDER = Path(__file__).parents[3] / "docs" / "reference"
HEAD = "<!-- Written by `make docs` from the code; do not edit. -->\n"

PAGES: dict[str, Callable[[], Iterable[str]]] = {
    "procedures.md": procedures,
    "permissions.md": permissions,
    "rules.md": rules,
    "messages.md": catalogue,
    "api.md": api,
    "indicators.md": indicators,
    "settings.md": settings_page,
    "commands.md": commands,
}


def main(argv: Sequence[str]) -> int:
    """Write the pages, or with `--check` only say which would change (exit 1)."""
    with override("en"):
        written = {FOLDER / name: HEAD + "\n".join(lines()) + "\n" for name, lines in PAGES.items()}
    stale = [path for path, text in written.items() if not path.exists() or path.read_text() != text]
    if "--check" in argv:
        for path in stale:
            print(f"docs/reference/{path.name} is not what the code says: run `make docs`.", file=sys.stderr)
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in stale:
        path.write_text(written[path])
        print(f"written: docs/reference/{path.name}")
    return 0
