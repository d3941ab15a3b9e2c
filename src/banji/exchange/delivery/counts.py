from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one run did: reactions processed, messages handed to departments, failures, set aside for good.

    `put_off` were not tried to their end, because the receiver cannot be reached: no fault of theirs.
    """

    processed: int = 0
    sent: int = 0
    failed: int = 0
    aside: int = 0
    put_off: int = 0

    def __add__(self, other: Delivered) -> Delivered:
        return Delivered(
            self.processed + other.processed,
            self.sent + other.sent,
            self.failed + other.failed,
            self.aside + other.aside,
            self.put_off + other.put_off,
        )

    @property
    def tried(self) -> int:
        return self.processed + self.sent + self.failed
