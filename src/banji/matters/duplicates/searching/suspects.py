"""What a search yields before a case is opened."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Suspect:
    """A pair in order, or one person; `number_id` is the number it is about, if it is about one."""

    kind: str
    first: UUID
    second: UUID | None = None
    number_id: int | None = None
    why: tuple[str, ...] = ()
    weight: int = 0

    @property
    def people(self) -> tuple[UUID, ...]:
        return (self.first,) if self.second is None else (self.first, self.second)

    @property
    def key(self) -> tuple[str, UUID, UUID | None, int | None]:
        """What makes it the same suspicion as one that stands."""
        return self.kind, self.first, self.second, self.number_id
