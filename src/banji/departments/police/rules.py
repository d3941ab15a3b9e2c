"""What of the register of record is mirrored by itself, and what an officer decides (docs/adr/0006)."""

from __future__ import annotations

from typing import NamedTuple

from banji.words import Words

NUMBER, CANCELLED_HERE, RESTORED_HERE, DEATH_DAY = "NUMBER", "CANCELLED_HERE", "RESTORED_HERE", "DEATH_DAY"
SEEN_ALIVE, UNSIGNED, MISSING, REFUSED = "SEEN_ALIVE", "UNSIGNED", "MISSING", "REFUSED"

KINDS: dict[str, Words] = {
    CANCELLED_HERE: Words("本系统已注销，对方仍在册", "Cancelled here, registered there"),
    RESTORED_HERE: Words("本系统已恢复，对方为注销", "Restored here, cancelled there"),
    DEATH_DAY: Words("注销日期或原因不一致", "Day or reason of the cancellation differs"),
    SEEN_ALIVE: Words("对方已注销，之后有人见过本人", "Cancelled there, seen alive since"),
    UNSIGNED: Words("对方注销或恢复，未写明经办人", "Cancelled or restored there by nobody named"),
    NUMBER: Words("公民身份号码已为他人所用", "Somebody else has the citizen number"),
    MISSING: Words("对方全量文件中没有", "Missing in their full file"),
    REFUSED: Words("文件中的记录无法收录", "Their record cannot stand"),
}
# Only these can be taken over as they stand.
ACCEPTABLE = frozenset({NUMBER, CANCELLED_HERE, RESTORED_HERE, DEATH_DAY, SEEN_ALIVE, UNSIGNED})

CANCELLED, DEATH = "CANCELLED", "DEATH"


class Standing(NamedTuple):
    """The latest registration in one register. Days as YYYY-MM-DD."""

    status: str
    since: str
    reason: str
    decided_by: str = ""

    @property
    def is_cancelled(self) -> bool:
        return self.status == CANCELLED


class Here(NamedTuple):
    """What we know beside the rows: acts of officers that stand, and the last sign of life."""

    cancelled_by_officer: bool = False
    restored_by_officer: bool = False
    seen_on: str = ""
    number_is_anothers: bool = False


def why_held(theirs: Standing, ours: Standing | None, here: Here) -> str:
    """Why an officer must decide; '' when theirs may be mirrored. `ours` is None for somebody we do not have."""
    if here.number_is_anothers:
        return NUMBER
    reasons = _reasons(theirs, ours, here) if ours else {}
    return next((kind for kind, holds in reasons.items() if holds), "")


def _reasons(theirs: Standing, ours: Standing, here: Here) -> dict[str, bool]:
    """In the order in which they count."""
    cancelled_here = here.cancelled_by_officer and ours.is_cancelled
    another_end = (theirs.since, theirs.reason) != (ours.since, ours.reason)
    dead_there = theirs.is_cancelled and theirs.reason == DEATH and not ours.is_cancelled
    return {
        CANCELLED_HERE: cancelled_here and not theirs.is_cancelled,
        DEATH_DAY: cancelled_here and theirs.is_cancelled and another_end,
        RESTORED_HERE: here.restored_by_officer and theirs.is_cancelled,
        SEEN_ALIVE: dead_there and here.seen_on > theirs.since,
        UNSIGNED: theirs.is_cancelled != ours.is_cancelled and not theirs.decided_by,
    }
