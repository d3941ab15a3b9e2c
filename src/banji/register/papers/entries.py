"""登记事项变更和更正记载: what was changed or corrected in somebody's particulars, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from banji.foundation.models import Secret
from banji.register.access.printing import whole_number
from banji.register.models import RegisterEvent
from banji.register.papers import words
from banji.register.queries.records import Record

_Kind = RegisterEvent.Kind

FIELDS = {
    "name": "姓名",
    "former_name": "曾用名",
    "sex": "性别",
    "birth_date": "出生日期",
    "ethnicity": "民族",
    "number_id": "公民身份号码",
    "native_place": "籍贯",
    "birth_place": "出生地",
    "education": "文化程度",
    "marital_status": "婚姻状况",
}
_TABLES = {"sex": "sex", "ethnicity": "ethnicity", "education": "education", "marital_status": "marital"}
_VERBS = {_Kind.CHANGE.value: "变更", _Kind.CORRECT.value: "更正"}


def entries_of(record: Record, *, at_most: int) -> list[dict[str, str]]:
    """The newest of them, in the order of their days: {item, value, on, by}."""
    return [line for event in record.events for line in _lines(event)][-at_most:]


def _lines(event: RegisterEvent) -> Iterator[dict[str, str]]:
    common = {"on": words.iso(event.event_date), "by": event.decided_by}
    if event.kind == _Kind.NEW_HEAD or _corrects_relation(event):
        relation = event.details["sets"]["registration"][0]["relation_to_head"]
        verb = _VERBS.get(event.kind, "变更")
        yield {"item": f"与户主关系{verb}", "value": words.relation(relation), **common}
    if event.kind in _VERBS:
        for name, value in _written(event).items():
            yield {"item": FIELDS[name] + _VERBS[event.kind], "value": _said(name, value), **common}


def _corrects_relation(event: RegisterEvent) -> bool:
    return event.kind == _Kind.CORRECT and "relation_to_head" in event.details.get("was", {})


def _written(event: RegisterEvent) -> dict[str, Any]:
    """What the event says of the fields it changed; a correction may say it of several days."""
    every = event.details.get("sets", {}).get("particulars", ())
    said = {
        name: value for each in every for name, value in each.items() if name in event.details.get("was", {})
    }
    return {name: said[name] for name in FIELDS if said.get(name)}


def _said(name: str, value: Any) -> str:
    if name == "number_id":
        return whole_number(Secret.objects.filter(pk=value).first())
    if name in _TABLES:
        return words.named(_TABLES[name], value)
    return str(value)
