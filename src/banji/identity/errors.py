"""The base of the refusals of this room."""

from __future__ import annotations

from banji.words import Words


class Unacceptable(ValueError):
    """`reason` says what is wrong and what to do, in both languages; `rule` is a short stable code to count by."""

    def __init__(self, rule: str, reason: Words) -> None:
        super().__init__(reason.zh)
        self.rule = rule
        self.reason = reason
