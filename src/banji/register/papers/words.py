"""What stands on papers, in Chinese whatever language the officer reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps

from django.utils import translation

from banji.foundation import clock
from banji.foundation.clock import CITY_TIME
from banji.identity import codes
from banji.law.sources import Citation
from banji.register.models import RegisterEvent, Registration
from banji.register.queries.households import HEAD
from banji.register.queries.records import Record

_Status, _Reason = Registration.Status, Registration.CancelReason


def in_chinese[**P, T](making: Callable[P, T]) -> Callable[P, T]:
    @wraps(making)
    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        with translation.override("zh-hans"):
            return making(*args, **kwargs)

    return made


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def day_of(at: datetime) -> str:
    return at.astimezone(CITY_TIME).date().isoformat()


def day(given: date) -> str:
    return f"{given.year}年{given.month}月{given.day}日"


def named(table: str, code: str) -> str:
    """The name of a code; one that the table does not have stays as it was written."""
    found = codes.table(table)
    return found.name(code, "zh") if code in found else code


def relation(code: str) -> str:
    return "户主" if code == HEAD else named("relation", code)


def legal(*citations: Citation) -> list[dict[str, object]]:
    """Those in force today, quoted where the wording is at hand."""
    today = clock.today()
    return [_legal(one) for one in citations if one.source.in_force_on(today)]


def _legal(citation: Citation) -> dict[str, object]:
    whole = Citation(citation.source, None).cite("zh")
    quoted = citation.article is not None and citation.article.quoted
    return {
        "title": citation.source.title.zh,
        "number": citation.source.number,
        "article": citation.cite("zh").removeprefix(whole),
        "text": citation.text.zh if quoted else "",
    }


def ended(registration: Registration | None, event: RegisterEvent | None) -> dict[str, str] | None:
    """The stamp on the page of somebody who is gone (公通字〔2021〕12号 Art 34): 死亡, 迁出 or 注销, the day, and why."""
    if registration is None or registration.status == _Status.ACTIVE:
        return None
    if registration.status == _Status.IN_TRANSIT:
        to = event.details.get("to", "") if event else ""
        return {"word": "迁出", "on": iso(registration.valid_from), "why": f"迁往{to}" if to else ""}
    if registration.cancel_reason == _Reason.DEATH:
        return {"word": "死亡", "on": iso(registration.valid_from), "why": event.reason if event else ""}
    word = "迁出" if registration.cancel_reason == _Reason.MOVED_OUT else "注销"
    return {"word": word, "on": iso(registration.valid_from), "why": why_cancelled(registration)}


def why_cancelled(registration: Registration) -> str:
    reason = registration.cancel_reason
    return str(_Reason(reason).label) if reason in _Reason.values else reason


_TAKEN_OVER = frozenset({"", RegisterEvent.Kind.LOADED, RegisterEvent.Kind.MIRRORED})
_HERE = frozenset({RegisterEvent.Kind.MOVE_WITHIN, RegisterEvent.Kind.DIVIDE, RegisterEvent.Kind.MERGE})


def came_to_city(record: Record) -> str:
    """何时由何地迁来本市（县）: by what the register knows, no more."""
    event = record.last(RegisterEvent.Kind.MOVE_IN)
    return _came(event.event_date, event.reason, "") if event else ""


def came_here(record: Record) -> str:
    """何时由何地迁来本址: the last move to the address; an address that is written otherwise is no move."""
    home = record.home
    past = [row for row in record.registrations if home and row.valid_from <= home.valid_from]
    for before, row in reversed(list(zip([None, *past], past, strict=False))):
        event = record.event(row.event_id)
        kind = event.kind if event else ""
        if (
            kind == RegisterEvent.Kind.MOVE_IN
            or kind in _HERE
            or (kind in _TAKEN_OVER and _elsewhere(before, row))
        ):
            return _came(row.valid_from, event.reason if event else "", before.address_text if before else "")
        if kind in (RegisterEvent.Kind.BIRTH, RegisterEvent.Kind.BACK_REGISTER):
            return ""
    return ""


def _elsewhere(before: Registration | None, row: Registration) -> bool:
    return before is not None and (before.status, before.address_text) != (row.status, row.address_text)


def _came(on: date, why: str, place: str) -> str:
    return f"{day(on)}" + (f"因{why}" if why else "") + (f"由{place}迁来" if place else "迁来")
