"""Why a row of a file cannot go on to the loader. The loader's own reasons stand in `loading.reasons`."""

from __future__ import annotations

from banji.words import Words

REASONS = {
    "wide": Words(
        "这一行的单元格比表头多，多出的是“{value}”；列可能错了位。",
        "The row has more cells than there are headings: “{value}”. Its columns may have slipped.",
    ),
    "rounded": Words(
        "号码被电子表格改成了数字，末几位已丢失。请从原系统按文本重新导出。",
        "A spreadsheet has turned the number into a figure and lost its end. Export it again as text.",
    ),
    "word": Words(
        "“{value}”没有对应的代码。请在对应关系里说明它是什么。",
        "“{value}” stands for no code yet: say in the mapping what it means.",
    ),
}


def said(code: str, value: str) -> Words:
    words = REASONS[code]
    return Words(words.zh.format(value=value), words.en.format(value=value))
