"""The format of the register of record: five tables, all text, dates as YYYY-MM-DD, empty = unknown.

A person or household stands in a file with everything: whoever is named in `people` comes with all his rows in
`people`, `registrations` and `id_cards`. A row of `households`, `people` and `registrations` holds from its
`valid_from` until the next one of the same household or person. A delta names whoever has changed since the file it
follows; a full file names everybody.
"""

from __future__ import annotations

from banji.register.loading import columns as load

HOUSEHOLDS, PEOPLE, REGISTRATIONS, CARDS = "households", "people", "registrations", "id_cards"
CONFIRMATIONS = "confirmations"

COLUMNS: dict[str, tuple[str, ...]] = {
    HOUSEHOLDS: ("household_no", "household_type", "village_code", "address_text", "valid_from"),
    PEOPLE: (
        *("external_ref", "name", "former_name", "sex", "birth_date", "ethnicity", "citizen_id_no", "phone"),
        *("native_place", "birth_place", "education", "marital_status", "valid_from"),
    ),
    # `decided_by`: the officer who registered it, needed where it ends or restores a registration.
    REGISTRATIONS: (
        *("external_ref", "household_no", "relation_to_head", "status", "cancel_reason", "address_text"),
        *("village_code", "legacy_hukou_category", "legacy_as_of", "valid_from", "decided_by"),
    ),
    CARDS: ("external_ref", "generation", "issued_on", "valid_to", "state"),
    # Events of ours that the register of record has taken over: our id, their reference.
    CONFIRMATIONS: ("event", "external_ref"),
}

NEEDED: dict[str, tuple[str, ...]] = {
    HOUSEHOLDS: ("household_no", "village_code", "valid_from"),
    PEOPLE: ("external_ref", "name", "valid_from"),
    REGISTRATIONS: ("external_ref", "household_no", "status", "village_code", "valid_from"),
    CARDS: ("external_ref", "generation"),
    CONFIRMATIONS: ("event", "external_ref"),
}

# What a table lacks of the first load's columns, so that its checks can judge it too.
OF_A_LOAD = load.COLUMNS[load.PEOPLE]
