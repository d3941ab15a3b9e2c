"""What a request looks like, for the description: of each question and each kind of event one. Everybody is invented."""

from __future__ import annotations

from typing import Any

type Body = dict[str, Any]

PERSON, SPOUSE = "0190c7d2-6f3e-7c51-9a54-2f6a1d1c8b10", "0190c7d2-6f3e-7c51-9a54-2f6a1d1c8b11"
HOUSEHOLD, OTHER = "0190c7d2-6f3e-7c51-9a54-2f6a1d1c8b12", "0190c7d2-6f3e-7c51-9a54-2f6a1d1c8b13"
DAY = "2017-03-01"

_ASKED: Body = {"purpose": "COUNTER", "case_no": "2017-000124"}
_DECIDED: Body = _ASKED | {"decided_by": {"username": "zhou", "post": 12}, "confirmed": []}
_MOVERS = [{"person_id": PERSON, "seen": 4711}]
_HEAD = [{"person_id": PERSON, "seen": 4711, "relation_to_head": "02"}]


def _papers(*names: str) -> list[Body]:
    return [{"paper": name, "document_no": ""} for name in names]


# By operation and, of an event, by its kind.
EXAMPLES: dict[str, dict[str, Body]] = {
    "verify": {
        "alive": {
            "purpose": "BENEFIT_STOP",
            "case_no": "2017-000123",
            "question": "alive",
            "number": "519901195001010013",
            "name": "李大山",
        }
    },
    "find_person": {"by_number": _ASKED | {"number": "519901195001010013", "name": "李大山"}},
    "post_event": {
        "birth": _DECIDED
        | {
            "kind": "birth",
            "ground": "in_wedlock",
            "papers": _papers("BIRTH_CERTIFICATE", "PARENT_BOOK", "MARRIAGE_CERTIFICATE"),
            "child": {"name": "李小宝", "sex": "1", "birth_date": "2017-02-01", "ethnicity": "01"},
            "follows": PERSON,
            "other_parent": SPOUSE,
            "relation_to_head": "20",
        },
        "move_in": _DECIDED
        | {
            "kind": "move_in",
            "ground": "work",
            "papers": [{"paper": "MIGRATION_CERTIFICATE", "document_no": "滇迁0001234"}],
            "certificate_valid_until": "2017-03-20",
            "on": DAY,
            "movers": [
                {
                    "newcomer": {
                        "name": "陈建国",
                        "sex": "1",
                        "birth_date": "1985-06-01",
                        "number": "519902198506010019",
                    },
                    "relation_to_head": "02",
                }
            ],
            "home": {"address_code": "519901A000000001"},
        },
        "move_out": _DECIDED
        | {
            "kind": "move_out",
            "ground": "other_province",
            "papers": _papers("MOVE_IN_PERMIT", "OWN_BOOK"),
            "on": DAY,
            "movers": _MOVERS,
            "to": "云南省昆明市",
            "certificate_no": "川迁0001",
        },
        "move_within": _DECIDED
        | {
            "kind": "move_within",
            "ground": "kin",
            "papers": _papers("OWN_BOOK", "KIN_PROOF"),
            "on": DAY,
            "movers": [_MOVERS[0] | {"relation_to_head": "51"}],
            "home": {"household_id": OTHER},
            "consents": ["李大山"],
        },
        "divide": _DECIDED
        | {
            "kind": "divide",
            "ground": "dwelling",
            "papers": _papers("OWN_BOOK", "DIVIDED_DWELLING_PROOF"),
            "household_id": HOUSEHOLD,
            "on": DAY,
            "members": _HEAD,
        },
        "merge": _DECIDED
        | {
            "kind": "merge",
            "papers": _papers("OWN_BOOK"),
            "household_id": HOUSEHOLD,
            "into": OTHER,
            "on": DAY,
            "members": [_MOVERS[0] | {"relation_to_head": "51"}],
        },
        "choose_head": _DECIDED
        | {
            "kind": "choose_head",
            "papers": _papers("OWN_BOOK"),
            "household_id": HOUSEHOLD,
            "on": DAY,
            "members": [*_HEAD, {"person_id": SPOUSE, "seen": 4712, "relation_to_head": "11"}],
        },
        "change": _DECIDED
        | {
            "kind": "change",
            "papers": _papers("CHANGE_APPLICATION"),
            "person_id": PERSON,
            "seen": 815,
            "on": DAY,
            "to": {"name": "李志远"},
            "reason": "本人申请",
        },
        "seen_alive": _ASKED
        | {
            "kind": "seen_alive",
            "decided_by": _DECIDED["decided_by"],
            "person_id": PERSON,
            "happened_on": DAY,
        },
        "death_reported": {
            "purpose": "DEATH_CHECK",
            "case_no": "住院2017-0815",
            "kind": "death_reported",
            "name": "李大山",
            "number": "519901195001010013",
            "died_on": "2017-02-27",
            "place": "安平县人民医院",
        },
    },
}
