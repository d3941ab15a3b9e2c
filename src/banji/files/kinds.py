"""What a file really is, told by its first bytes. Its name and what the browser says count for nothing."""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from banji.files.errors import NotAccepted

PDF, PNG, JPEG, WEBP = "application/pdf", "image/png", "image/jpeg", "image/webp"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLS, CSV, PARQUET = "application/vnd.ms-excel", "text/csv", "application/vnd.apache.parquet"
JSON = "application/json"

PHOTOS = frozenset({PNG, JPEG, WEBP})
PAPERS = PHOTOS | {PDF, DOCX}
LISTS = frozenset({XLSX, XLS, CSV, JSON, PARQUET})
ACCEPTED = PAPERS | LISTS

SUFFIXES = {
    PDF: ".pdf",
    PNG: ".png",
    JPEG: ".jpg",
    WEBP: ".webp",
    XLSX: ".xlsx",
    DOCX: ".docx",
    XLS: ".xls",
    CSV: ".csv",
    JSON: ".json",
    PARQUET: ".parquet",
}

_MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", XLS),
    (b"PAR1", PARQUET),
)
_PARTS = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}
_NOT_IN_TEXT = bytes(set(range(32)) - set(b"\t\n\r\f\x1a\x1b"))
_LOOK_AT = 64 * 1024
# An object, or an array that begins like one of JSON: a heading in brackets, [序号], is a table's.
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{|\[\s*(?:[\[{\"\]\-\d]|true|false|null|NaN|Infinity|$))")


def kind_of(file: BinaryIO) -> str:
    """The media type of a seekable file, or "" when it is none we know. Leaves the file at its start.

    Raises `NotAccepted` for an office file that is cut off. Nothing is unpacked, so a zip bomb does no harm here.
    """
    file.seek(0)
    head = file.read(_LOOK_AT)
    file.seek(0)
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16: nobody downstream reads it
        return ""
    if not head or head.translate(None, _NOT_IN_TEXT) != head:
        return ""
    return JSON if _JSON.match(head) else CSV


def _office(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise NotAccepted(
            _("The file is damaged or cut off: it begins like a spreadsheet and does not end like one."),
            remedy=_("Save it again and send it again."),
            code="cut_off",
        ) from error
    finally:
        file.seek(0)
    return next((media_type for part, media_type in _PARTS.items() if part in names), "")
