"""The list as a spreadsheet: who, when and which request stands on the first sheet and on every printed page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyzipper
import xlsxwriter

from banji.identity import codes
from banji.register.exporting.people import Line

_HEADINGS = ("村（社区）", "户号", "与户主关系", "姓名", "性别", "出生日期", "公民身份号码", "住址")
_WIDTHS = (18, 14, 12, 12, 6, 12, 22, 48)


def workbook(lines: Iterable[Line], *, mark: str, cover: Sequence[tuple[str, str]]) -> bytes:
    """An .xlsx in Chinese. `mark` stands above and below every printed page; `cover` are lines of the first sheet.
    Every cell is text: what begins like a formula stays what it is."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        bold, text = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "@"})
        first, page = book.add_worksheet("说明"), book.add_worksheet("名单")
        for sheet in (first, page):
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.set_header(f"&C{_printed(mark)}")
            sheet.set_footer(f"&C{_printed(mark)}  &P/&N")
        first.set_column(0, 0, 22)
        first.set_column(1, 1, 90)
        for row, (title, said) in enumerate(cover):
            first.write_string(row, 0, title, bold)
            first.write_string(row, 1, said, text)
        for column, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
            page.set_column(column, column, width)
            page.write_string(0, column, heading, bold)
        page.repeat_rows(0)
        page.freeze_panes(1, 0)
        for row, line in enumerate(lines, 1):
            for column, cell in enumerate(_cells(line)):
                page.write_string(row, column, cell, text)
    return stream.getvalue()


def _cells(line: Line) -> tuple[str, ...]:
    born = line.birth_date.isoformat() if line.birth_date else ""
    relation, sex = _named("relation", line.relation), _named("sex", line.sex)
    return (line.village, line.household_no, relation, line.name, sex, born, line.number, line.address)


def _named(table: str, code: str) -> str:
    known = codes.table(table)
    return known.name(code) if code in known else code


def _printed(mark: str) -> str:
    """In a header an ampersand begins a command, and 255 signs are all there is room for."""
    return mark.replace("&", "&&")[:200]


def write_encrypted(content: bytes, to: Path, *, name: str, password: str) -> None:
    """A zip with AES-256 (WinZip's form), which the programs on an office's machines open."""
    new = to.with_name(f"{to.name}.new")
    new.touch(mode=0o600)
    with pyzipper.AESZipFile(
        new, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(password.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        archive.writestr(name, content)
    new.replace(to)
