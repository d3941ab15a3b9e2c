"""Who a person is, changed or corrected (户口登记条例 Art 17, 18; 公通字〔2021〕12号 Art 48 to 57).

A change holds from its day on. A correction says what was always so: from the day on which the wrong value began.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.identity.names import normalise_name
from banji.register.lawful import Brought, approves, require
from banji.register.models import Particulars, RegisterEvent
from banji.register.operations import numbers
from banji.register.operations.asking import Doubt, ask
from banji.register.operations.cancellation import not_in_the_future
from banji.register.operations.chains import plain
from banji.register.operations.entering import Book, entering
from banji.register.timeline import Span

_Kind = RegisterEvent.Kind

# Which list of papers a field falls under, `register.change.<…>` or `register.correct.<…>`.
SUBJECTS = {
    "name": "name",
    "former_name": "name",
    "sex": "sex",
    "birth_date": "birth_date",
    "number": "number",
    "ethnicity": "ethnicity",
    "native_place": "other",
    "birth_place": "other",
    "education": "other",
    "marital_status": "other",
}
# A date of birth and a number are not changed: they are right or wrong.
_ONLY_CORRECTED = frozenset({"birth_date", "number"})


def change(
    *,
    person_id: UUID,
    values: Mapping[str, Any],
    on: date,
    papers: Sequence[Brought],
    by: Actor,
    seen: int,
    reason: str = "",
    confirmed: Collection[str] = (),
    case_no: str = "",
) -> RegisterEvent:
    """What has become otherwise (变更): a new name, married, another education. A new name keeps the old one as the
    former name. `seen` is the row of particulars the officer had before him. Raises `Refused`."""
    if wrong := _ONLY_CORRECTED & values.keys():
        raise ValueError(f"{', '.join(sorted(wrong))} can only be corrected.")
    with entering("register.change_particulars", by=by, persons=[person_id], case_no=case_no) as book:
        kept = _papers("change", values, papers, by, book)
        not_in_the_future(book, on)
        before = _seen(book, person_id, seen)
        said = _clean(book, person_id, values)
        if "name" in said and "former_name" not in said:
            said["former_name"] = before.values["name"]
        asked = ask(_doubts(before, said, values, person_id), confirmed)
        return book.enter(
            _Kind.CHANGE,
            person_id,
            on,
            particulars=said,
            reason=reason,
            details={"papers": kept, "was": _was(before, said), "confirmed": asked},
        )


def correct(
    *,
    person_id: UUID,
    values: Mapping[str, Any],
    papers: Sequence[Brought],
    by: Actor,
    seen: int,
    reason: str,
    confirmed: Collection[str] = (),
    case_no: str = "",
) -> RegisterEvent:
    """What was always otherwise (更正). A date of birth is decided at the level the profile names, and asks for a new
    number; the old one stays linked to the person for ever. A number alone is corrected where two hold one, or it is wrong
    (重号、错号): then no paper is asked of anybody but the police's own record. Raises `Refused`, and `Asked` for what is odd."""
    with entering("register.correct_particulars", by=by, persons=[person_id], case_no=case_no) as book:
        if "birth_date" in values:
            approves("corrections.birth_date_level", by, book.today)
        kept = _papers("correct", values, papers, by, book)
        before = _seen(book, person_id, seen)
        said = _clean(book, person_id, values)
        asked = ask(_doubts(before, said, values, person_id), confirmed)
        details = {"papers": kept, "was": _was(before, said), "confirmed": asked}
        event = book.enter(_Kind.CORRECT, person_id, book.today, reason=reason, details=details)
        _write_since_it_was_wrong(book, event, said)
        if "number_id" in said:
            book.numbers |= {said["number_id"], before.values["number_id"]} - {None}
        return event


def _papers(
    act: str, values: Mapping[str, Any], papers: Sequence[Brought], by: Actor, book: Book
) -> list[dict[str, str]]:
    if unknown := values.keys() - SUBJECTS.keys():
        raise ValueError(f"No field of a person: {', '.join(sorted(unknown))}.")
    subjects = {SUBJECTS[name] for name in values}
    if "birth_date" in values:
        subjects -= {"number"}  # the new number follows from the date
    return [
        paper
        for subject in sorted(subjects)
        for paper in require(f"{act}.{subject}", papers, by=by, on=book.today)
    ]


def _seen(book: Book, person_id: UUID, seen: int) -> Span:
    now = book.particulars(person_id)
    rows = book.chain(Particulars, person_id).standing()
    if now is None or not any(row.pk == seen and row.valid_from == now.start for row in rows):
        raise Refused(
            _("This person's particulars have changed since you opened them."),
            remedy=_("Open the person again and look at the new state."),
            code="stale",
        )
    return now


def _clean(book: Book, person_id: UUID, values: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(values)
    for name in ("name", "former_name"):
        if name in said:
            said[name] = normalise_name(said[name])
    if not said.get("name", "·"):
        raise Refused(_("A person has a name."), code="no_name")
    if "number" in said:
        said["number_id"] = numbers.hold(person_id, said.pop("number"))
    if "birth_date" in said:
        not_in_the_future(book, said["birth_date"])
    return said


def _doubts(
    before: Span, said: Mapping[str, Any], values: Mapping[str, Any], person_id: UUID
) -> Iterator[Doubt]:
    after = {**before.values, **said}
    yield from numbers.doubts(values.get("number", ""), after["sex"], after["birth_date"], person_id)
    if "birth_date" in said and "number" not in values and before.values["number_id"]:
        yield Doubt("number_kept", _("The number says the old date of birth: a new one has to be issued."))


def _write_since_it_was_wrong(book: Book, event: RegisterEvent, said: Mapping[str, Any]) -> None:
    """Each field from the first day of the value that is wrong now, through every day on which it was entered again, up
    to where another one was lawfully entered. Of somebody born earlier than was written, from then."""
    line = book.chain(Particulars, event.person_id).timeline()
    first = line.spans()[0]
    days: dict[date, dict[str, Any]] = defaultdict(dict)
    for name, value in said.items():
        for day in line.said_since(name, book.today):
            days[day][name] = value
    always = days.get(first.start, {})
    if "birth_date" in always and always["birth_date"] < first.start:
        days[always["birth_date"]] = {"name": first.values["name"], **always}
    for day, values in sorted(days.items()):
        book.amend(event, Particulars, values, day)


def _was(before: Span, said: Mapping[str, Any]) -> dict[str, Any]:
    return plain({name: before.values[name] for name in said})
