"""Opening a case for a suspect, once: what was taken up before, open or decided, is left alone."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from banji.addresses.scope import station_for
from banji.audit.acts import act
from banji.cases.models import Case
from banji.cases.runner import open_case
from banji.foundation.actors import Actor
from banji.matters.duplicates.kinds import SHARED, TWICE, WRONG
from banji.matters.duplicates.models import Search, Suspicion
from banji.matters.duplicates.queries import particulars, registrations
from banji.matters.duplicates.searching.suspects import Suspect
from banji.register.locks import lock_people

OPENED, KNOWN, WAITS, NOBODY, GONE = "opened", "known", "waits", "nobody", "gone"
"""What became of a suspect: a case was opened · it was taken up before · each of them has another case of the kind, so it
waits for the next search · no station answers for them · the register has changed since it was read."""

# A pair that may be one person is looked at as such first; who shares a number has no wrong one besides.
_FIRST = {SHARED: (TWICE,), WRONG: (SHARED, TWICE)}


def known_before(kind: str) -> set[tuple[str, UUID, UUID | None, int | None]]:
    rows = Suspicion.objects.filter(kind=kind, recorded_to=None)
    return set(rows.values_list("kind", "first_id", "second_id", "number_id"))


def take_up(suspect: Suspect, *, search: Search | None, by: Actor) -> str:
    """Open its case unless one of the reasons above speaks against it. Safe to be asked twice, and by two at once."""
    with act("duplicates.take_up", by=by, object_=("search", search.pk if search else "")) as this:
        lock_people(suspect.people)
        today = this.now.date()
        this.result = became = _refused(suspect, today)
        if became:
            return became
        homes = registrations(suspect.people, today)
        person = _free(suspect)
        if person is None:
            this.result = WAITS
            return WAITS
        village = homes[person].village
        station = station_for(village.pk, today)
        if station is None:
            this.result = NOBODY
            return NOBODY
        case = open_case(
            suspect.kind,
            person_id=person,
            station=station,
            village=village,
            area_code=village.code[:6],
            by=by,
        )
        this.result, this.case_no = OPENED, case.number
        this.about(*suspect.people)
        this.add(
            Suspicion(
                kind=suspect.kind,
                case=case,
                first_id=suspect.first,
                second_id=suspect.second,
                number_id=suspect.number_id,
                why=list(suspect.why),
                weight=suspect.weight,
                search=search,
            )
        )
    return OPENED


def _refused(suspect: Suspect, today: date) -> str:
    """With the people locked: is it known, or has the register changed since the snapshot?"""
    same = Suspicion.objects.filter(
        kind=suspect.kind,
        first=suspect.first,
        second=suspect.second,
        number=suspect.number_id,
        recorded_to=None,
    )
    if same.exists():
        return KNOWN
    if set(registrations(suspect.people, today)) != set(suspect.people):
        return GONE
    now = particulars([suspect.first], today).get(suspect.first)
    if suspect.number_id and (now is None or now.number_id != suspect.number_id):
        return GONE
    return WAITS if _looked_at_first(suspect) else ""


def _looked_at_first(suspect: Suspect) -> bool:
    before = Suspicion.objects.filter(
        kind__in=_FIRST.get(suspect.kind, ()), case__is_open=True, recorded_to=None
    )
    if suspect.second:
        return before.filter(first=suspect.first, second=suspect.second).exists()
    one = suspect.first
    return before.filter(first=one).exists() or before.filter(second=one).exists()


def _free(suspect: Suspect) -> UUID | None:
    """A person has one open case of a kind: the pair's stands at the end that has none yet."""
    taken = Case.objects.filter(kind=suspect.kind, is_open=True, person__in=suspect.people)
    busy = set(taken.values_list("person_id", flat=True))
    return next((person for person in suspect.people if person not in busy), None)
