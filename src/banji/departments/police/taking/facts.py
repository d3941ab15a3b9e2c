"""What the comparison needs to know of people beside their rows, asked for a chunk at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Max

from banji.departments.police.rules import Here, Standing
from banji.departments.police.taking.compare import Ours, Pair, Theirs
from banji.foundation.models import Secret
from banji.register.models import Particulars, RegisterEvent, SignOfLife

Kind = RegisterEvent.Kind


def standing(pair: Pair, *, theirs: bool) -> Standing | None:
    """The latest registration of one side."""
    row: Theirs | Ours | None = pair.their_last("registration") if theirs else pair.our_last("registration")
    if row is None:
        return None
    said = row.fields
    decided_by = row.decided_by if isinstance(row, Theirs) else ""
    return Standing(said["status"], said["valid_from"], said["cancel_reason"], decided_by)


def standing_acts(persons: Sequence[UUID]) -> dict[UUID, RegisterEvent]:
    """By person: the latest cancellation or restoration by an officer here that nothing has revoked or overruled."""
    kinds = (Kind.CANCEL_DEATH, Kind.RESTORE)
    events = RegisterEvent.objects.filter(person__in=persons, kind__in=kinds, revoked_by=None)
    return {event.person_id: event for event in events.order_by("recorded_from")}


def here(pairs: Sequence[Pair]) -> dict[str, Here]:
    """By reference."""
    persons = [pair.owner for pair in pairs if pair.owner]
    acts = standing_acts(persons)
    signs = SignOfLife.objects.filter(person__in=persons, recorded_to=None).values_list("person")
    seen = {person: day.isoformat() for person, day in signs.annotate(day=Max("happened_on"))}
    taken = {pair.ref for pair, _holder in others_numbers(pairs)}
    return {
        pair.ref: Here(
            cancelled_by_officer=_kind(acts, pair) == Kind.CANCEL_DEATH,
            restored_by_officer=_kind(acts, pair) == Kind.RESTORE,
            seen_on=seen.get(pair.owner, "") if pair.owner else "",
            number_is_anothers=pair.ref in taken,
        )
        for pair in pairs
    }


def _kind(acts: dict[UUID, RegisterEvent], pair: Pair) -> str:
    event = acts.get(pair.owner) if pair.owner else None
    return event.kind if event else ""


def others_numbers(pairs: Sequence[Pair]) -> list[tuple[Pair, UUID | None]]:
    """Who would be given a number that somebody else holds now (or somebody else in these pairs would be given)."""
    wanted: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        for token in _new_tokens(pair):
            wanted[token].append(pair)
    tokens = [bytes.fromhex(token) for token in wanted]
    held = Particulars.objects.filter(
        number__in=Secret.objects.filter(kind=Secret.CITIZEN_ID, token__in=tokens),
        recorded_to=None,
        valid_to=None,
    )
    found: list[tuple[Pair, UUID | None]] = [
        (pair, holder)
        for token, holder in held.values_list("number__token", "person")
        for pair in wanted[bytes(token).hex()]
        if holder != pair.owner
    ]
    times = Counter({token: len(claimants) for token, claimants in wanted.items()})
    return found + [(pair, None) for token, n in times.items() if n > 1 for pair in wanted[token]]


def _new_tokens(pair: Pair) -> set[str]:
    """Numbers that he has there and not here."""
    had = {row.fields["number"] for row in pair.ours if row.part == "particulars"}
    now = pair.their_last("particulars")
    return {now.fields["number"]} - had - {""} if now else set()
