"""Who acts. Every write takes `by=` an `Actor`; every read of a person is recorded for one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    OFFICER = "officer"
    CITIZEN = "citizen"
    CLIENT = "client"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A named person, client or job at work, in the post he holds at this moment.

    `post_id` is the post whose work is done (empty for citizens and jobs); `acting_for` says "deputy".
    """

    kind: ActorKind
    id: str
    name: str
    role: str = ""
    post_id: int | None = None
    organisation_id: int | None = None
    address: str = ""

    @property
    def is_officer(self) -> bool:
        return self.kind is ActorKind.OFFICER


def system(job: str) -> Actor:
    """The actor of a job. A job may open a case, remind and mark due; it can never decide (law 3 of the house)."""
    return Actor(ActorKind.SYSTEM, id=job, name=job)
