"""Two languages side by side, for rooms that know nothing of Django's catalogues."""

from typing import NamedTuple


class Bilingual(NamedTuple):
    """A sentence or a name in Chinese and in English."""

    zh: str
    en: str

    def in_language(self, code: str) -> str:
        """The text for a language code such as `zh-hans`, `zh` or `en-gb`. Chinese unless English is asked
        for."""
        return self.en if code.lower().startswith("en") else self.zh

    def __str__(self) -> str:
        return self.zh


class Unacceptable(ValueError):
    """Base of the refusals of the identity room: `reason` says what is wrong and what to do, in both
    languages; `rule` is a short stable code to count by."""

    def __init__(self, rule: str, reason: Bilingual) -> None:
        super().__init__(reason.zh)
        self.rule = rule
        self.reason = reason
