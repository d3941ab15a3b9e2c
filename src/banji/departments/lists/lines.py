"""What a line below the header is: a row, or a blank, a total, the signatures at the end."""

from __future__ import annotations

import re
from typing import NamedTuple

from banji.exchange.tables.headings import Header

_TOTAL = re.compile(r"(总\s*计|合\s*计|小\s*计|共\s*计)[:：]?.*")
_FOOTER = re.compile(r".*(制表|审核|填表|填报|盖章|负责人|备注|说明)[人:：].*|注[:：].*")


class Line(NamedTuple):
    """row, blank, total or footer; a total says its number."""

    kind: str
    said: str = ""


def kind_of(cells: tuple[str, ...], header: Header) -> Line:
    """A line is a row unless it is empty, a total, or the signatures at the end."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return Line("blank")
    named = sum(1 for column in header.columns.values() if column < len(cells) and cells[column].strip())
    if _TOTAL.fullmatch(filled[0]) and named <= 2:
        numbers = re.findall(r"\d+", " ".join(filled))
        return Line("total", numbers[0] if numbers else "")
    if _FOOTER.fullmatch(filled[0]) and named <= 1:
        return Line("footer")
    return Line("row")
