"""What the outside police register holds of one person: rows that hold from a day until the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

type Row = dict[str, str]

_WHO = (
    *("external_ref", "name", "former_name", "sex", "birth_date", "ethnicity", "citizen_id_no", "phone"),
    *("native_place", "birth_place", "education", "marital_status"),
)
_FIRST_DAY = "1958-01-09"


@dataclass
class Record:
    """A person: particulars, registrations, cards, oldest first."""

    people: list[Row] = field(default_factory=list)
    registrations: list[Row] = field(default_factory=list)
    id_cards: list[Row] = field(default_factory=list)

    @property
    def is_cancelled(self) -> bool:
        return self.registrations[-1]["status"] == "CANCELLED"

    def cancel(self, on: str, *, reason: str, officer: str) -> None:
        """Registered up to the day, cancelled from it; the cards are void."""
        last = self.registrations[-1]
        self.registrations = [row for row in self.registrations if row["valid_from"] < on]
        self.registrations.append(
            last | {"status": "CANCELLED", "cancel_reason": reason, "valid_from": on, "decided_by": officer}
        )
        if reason == "DEATH":
            self.id_cards = [
                card | {"state": "VOIDED"} if card["state"] == "IN_USE" else card for card in self.id_cards
            ]

    def restore(self, *, officer: str) -> None:
        """The cancellation never was: what stood before it goes on."""
        self.registrations.pop()
        self.registrations[-1] |= {"decided_by": officer}
        self.id_cards = [card | {"state": "IN_USE"} for card in self.id_cards[-1:]]

    def move(self, home: Row, on: str, *, relation: str) -> None:
        self.registrations.append(
            self.registrations[-1]
            | {key: home[key] for key in ("household_no", "address_text", "village_code")}
            | {"relation_to_head": relation, "valid_from": on, "decided_by": ""}
        )

    def rename(self, name: str) -> None:
        """更正: the name was never another one."""
        self.people = [row | {"name": name} for row in self.people]

    def change_name(self, name: str, on: str) -> None:
        """变更: another name from this day on."""
        last = self.people[-1]
        self.people.append(last | {"name": name, "former_name": last["name"], "valid_from": on})

    def new_card(self, on: str, until: str) -> None:
        """A second-generation card; what was in use before is void."""
        ref = self.people[-1]["external_ref"]
        self.id_cards = [card | {"state": "VOIDED"} for card in self.id_cards]
        self.id_cards.append(
            {"external_ref": ref, "generation": "2", "issued_on": on, "valid_to": until, "state": "IN_USE"}
        )


def began(row: Mapping[str, Any]) -> str:
    return str(row.get("valid_from") or row.get("birth_date") or _FIRST_DAY)


def record_of(row: Mapping[str, Any], home: Row) -> Record:
    """A person as the tables of the first load have him."""
    text = {key: str(value or "") for key, value in row.items()}
    since = began(text)
    who = {key: text.get(key, "") for key in _WHO} | {"valid_from": text.get("birth_date") or since}
    registered = {
        "external_ref": text["external_ref"],
        **{key: home[key] for key in ("household_no", "address_text", "village_code")},
        "relation_to_head": text.get("relation_to_head", ""),
        "status": "ACTIVE",
        "cancel_reason": "",
        "legacy_hukou_category": text.get("legacy_hukou_category", ""),
        "legacy_as_of": text.get("legacy_as_of", ""),
        "valid_from": since,
        "decided_by": "",
    }
    record = Record([who], [registered])
    if text.get("id_card_generation"):
        record.id_cards.append({
            "external_ref": text["external_ref"],
            "generation": text["id_card_generation"],
            "issued_on": text.get("id_card_issued_on", ""),
            "valid_to": text.get("id_card_valid_to", ""),
            "state": "IN_USE",
        })  # fmt: skip
    if text.get("status") == "CANCELLED":
        record.cancel(text["valid_to"], reason=text.get("cancel_reason") or "OTHER", officer="")
    return record
