"""A thing said in both languages. Law is quoted in Chinese; everything else stands in both."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    zh: str
    en: str

    def in_language(self, code: str) -> str:
        """`zh` for every Chinese code (`zh-hans`, `zh_Hans`, `zh`), else `en`."""
        return self.zh if code.lower().startswith("zh") else self.en
