"""What must be told is told: a death or a restoration registered there goes to the departments like one of ours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from banji.audit.acts import Act
from banji.departments.police.rules import DEATH
from banji.departments.police.taking.compare import Pair
from banji.departments.police.taking.facts import standing
from banji.exchange.outbox import Telling, tell_all
from banji.foundation.actors import Actor


def tell_departments(pairs: Iterable[Pair], *, today: date, by: Actor, this: Act) -> None:
    """Of people whom we held otherwise: HUKOU_CANCELLED for the dead, ALIVE_CORRECTION for the restored."""
    told: dict[str, list[Telling]] = {"HUKOU_CANCELLED": [], "ALIVE_CORRECTION": []}
    for pair in pairs:
        theirs, ours = standing(pair, theirs=True), standing(pair, theirs=False)
        if theirs is None or ours is None or theirs.is_cancelled == ours.is_cancelled:
            continue
        if theirs.is_cancelled and theirs.reason == DEATH:
            days = {"died_on": theirs.since, "cancelled_on": today.isoformat()}
            told["HUKOU_CANCELLED"].append(_telling(pair, days))
        elif ours.is_cancelled and ours.reason == DEATH:
            told["ALIVE_CORRECTION"].append(_telling(pair, {"seen_on": today.isoformat()}))
    for type_, tellings in told.items():
        tell_all(type_, tellings, by=by, this=this)


def _telling(pair: Pair, days: dict[str, str]) -> Telling:
    who = pair.their_last("particulars")
    said = who.fields if who else {}
    subject = f"person:{pair.owner}"
    payload = {
        "citizen_id_no": who.number if who else "",
        "name": said.get("name", ""),
        "sex": said.get("sex", ""),
        "birth_year": said.get("birth_date", "")[:4],
        **days,
    }
    return Telling(subject_ref=subject, order_key=subject, payload=payload)
