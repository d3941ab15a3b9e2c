"""A thing said in both languages, for the rooms that know nothing of Django's catalogues. Law is quoted in Chinese."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """A sentence or a name in Chinese and in English."""

    zh: str
    en: str

    def in_language(self, code: str) -> str:
        """The text for a language code such as `zh-hans` or `en-gb`: Chinese unless English is asked for."""
        return self.en if code.lower().startswith("en") else self.zh

    def __str__(self) -> str:
        return self.zh
