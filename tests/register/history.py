"""A small city with a past, as files: who lived where before, and what happened."""

from __future__ import annotations

from tests.register.city import HOUSEHOLDS, PEOPLE, Rows

# H0 was given up when the Li family moved.
HOMES: Rows = [
    *HOUSEHOLDS,
    {
        "household_no": "H0",
        "household_type": "FAMILY",
        "village_code": "519901101201",
        "address_text": "新桥村4组8号",
    },
]
FOLK: Rows = [
    PEOPLE[0] | {"valid_from": "2010-10-01"},
    *PEOPLE[1:],
]


def row(ref: str, home: str, since: str, until: str = "", **other: str) -> dict[str, str]:
    """One row of somebody's chain, in the village of the household unless another is named."""
    village = {"H2": "519901101201", "H3": "519901101001", "H0": "519901101201"}.get(home, "519901100201")
    return {
        "external_ref": ref, "household_no": home, "status": "ACTIVE", "village_code": village,
        "valid_from": since, "valid_to": until,
    } | other  # fmt: skip


def happened(event: str, ref: str, kind: str, day: str, **other: str) -> dict[str, str]:
    return {
        "event_ref": event,
        "external_ref": ref,
        "kind": kind,
        "event_date": day,
        "decided_by": "旧系统",
    } | other


CHAINS: Rows = [
    row("P1", "H0", "1975-05-01", "2010-10-01", relation_to_head="02"),
    row("P1", "H1", "2010-10-01", relation_to_head="02", event_ref="E1"),
    row("P2", "H1", "2010-10-01", relation_to_head="12", event_ref="E2"),
    row("P3", "H2", "1960-01-01", "2016-08-09", relation_to_head="02"),
    row(
        "P3", "H2", "2016-08-09", relation_to_head="02", status="CANCELLED", cancel_reason="DEATH", event_ref="E3"
    ),
]  # fmt: skip
EVENTS: Rows = [
    happened("E1", "P1", "MOVE_WITHIN", "2010-10-01", reason="市内移居"),
    happened("E2", "P2", "MOVE_IN", "2010-10-01"),
    happened("E4", "P2", "CHANGE", "2015-03-01", seq="2", case_no="旧-7"),
    happened("E3", "P3", "CANCEL_DEATH", "2016-08-09"),
]
