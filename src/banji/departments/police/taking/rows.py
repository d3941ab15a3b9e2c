"""A comparable row: a JSON list of texts, the same from their file and from our tables."""

from __future__ import annotations

import json
from collections.abc import Mapping

# A household's last row ends when its last member has gone, which follows from the members: it is not compared.
FIELDS: dict[str, tuple[str, ...]] = {
    "household": ("valid_from", "valid_to", "household_no", "household_type", "address_text", "village"),
    "particulars": (
        *(
            "valid_from",
            "valid_to",
            "name",
            "former_name",
            "sex",
            "birth_date",
            "ethnicity",
            "number",
            "phone",
        ),
        *("native_place", "birth_place", "education", "marital_status"),
    ),
    "registration": (
        *("valid_from", "valid_to", "household", "status", "cancel_reason", "relation_to_head"),
        *("address_text", "village", "legacy_hukou_category", "legacy_as_of"),
    ),
    "card": ("generation", "issued_on", "valid_to", "state"),
}

type Said = Mapping[str, str]


def parsed(part: str, said: str) -> Said:
    """The row by field names."""
    return dict(zip(FIELDS[part], json.loads(said), strict=True))
