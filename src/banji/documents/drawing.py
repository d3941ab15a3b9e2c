"""Template and data in, PDF/A out.

Data reaches typst as JSON text and is printed as text: a person called `#import` prints as `#import`.
The same data give the same bytes, because the date inside the file is the data's own `printed_at`.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from banji.documents.fonts import font_files, undrawable
from banji.documents.qr import qr_svg

PACKAGES = Path(__file__).parents[2]  # templates of every package beside banji may be drawn, nothing else
STANDARD = "a-2a"  # archival, with text that can be read aloud and searched
_drawing = Lock()  # one compiler a process: its caches make a page take milliseconds


class DocumentError(ValueError):
    """A paper could not be drawn: says which template and what is wrong with its data."""


def render(template: Path | str, data: Mapping[str, Any]) -> bytes:
    """Draw `template` (a path; a relative one is seen from the folder of the packages) as PDF/A-2a.

    `data` is plain JSON; its shape stands at the top of the template. `printed_at` (ISO date and time with
    offset) is always needed. Beside every `verify_url` a QR code is added. A character that no font has is
    printed as its code, 〔U+2EBE1〕, never as an empty box.
    """
    return _draw(template, data, format="pdf", pdf_standards=STANDARD)[0]


def pictures(template: Path | str, data: Mapping[str, Any], *, ppi: float = 96) -> list[bytes]:
    """The same pages as PNG, one a page: for a preview on the screen and for the tests."""
    return _draw(template, data, format="png", ppi=ppi)


def _draw(template: Path | str, data: Mapping[str, Any], **options: Any) -> list[bytes]:
    path = (PACKAGES / template).resolve()
    if not path.is_relative_to(PACKAGES):
        raise DocumentError(f"{template}: a template lies inside a package, beside the code it belongs to")
    inputs = {"data": json.dumps(_prepared(data), ensure_ascii=False)}
    try:
        with _drawing:
            made = _compiler().compile(
                input=str(path), sys_inputs=inputs, timestamp=_printed_at(path, data), **options
            )
    except typst.TypstError as error:
        raise DocumentError(f"{path.name}: {error.message} {' '.join(error.hints)}".strip()) from error
    return [made] if isinstance(made, bytes) else list(made or ())


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in {f.parent for f in font_files()}],
    )
    return typst.Compiler(root=str(PACKAGES), font_paths=fonts)


def _printed_at(template: Path, data: Mapping[str, Any]) -> datetime:
    try:
        when = datetime.fromisoformat(data["printed_at"])
    except (KeyError, TypeError, ValueError) as error:
        raise DocumentError(f"{template.name}: printed_at must be an ISO date and time") from error
    if when.tzinfo is None:
        raise DocumentError(f"{template.name}: printed_at needs its offset, such as +08:00")
    return when


def _prepared(value: Any) -> Any:
    """A copy in which QR codes are added and characters without a glyph are spelt as their code."""
    if isinstance(value, str):
        return _drawn(value)
    if isinstance(value, Mapping):
        copy = {key: _prepared(item) for key, item in value.items()}
        return copy | {"verify_svg": qr_svg(value["verify_url"])} if value.get("verify_url") else copy
    if isinstance(value, list | tuple):
        return [_prepared(item) for item in value]
    return value


def _drawn(text: str) -> str:
    missing = undrawable(text)
    return "".join(f"〔U+{ord(c):04X}〕" if c in missing else c for c in text) if missing else text
