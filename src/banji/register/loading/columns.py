"""The format a city hands over: tables of text, dates as YYYY-MM-DD, empty = unknown.

`people` has one row for each person, as he stands today. Where the earlier register knows more, `registrations` has
everybody's whole chain, one row for each time in which nothing changed (`valid_to` is the first day it no longer
holds; the last row has none), and `events` says what began them. The row in `people` then agrees with the last row.
"""

from __future__ import annotations

HOUSEHOLDS, PEOPLE, SIGNS = "households", "people", "signs_of_life"
REGISTRATIONS, EVENTS = "registrations", "events"
OPTIONAL = (REGISTRATIONS, EVENTS, SIGNS)

COLUMNS: dict[str, tuple[str, ...]] = {
    HOUSEHOLDS: (
        *(
            "household_no",
            "household_type",
            "village_code",
            "address_text",
            "street",
            "plate_no",
            "building_no",
        ),
        *("unit_no", "floor_no", "room_no", "group_no", "estate"),
    ),
    PEOPLE: (
        *(
            "external_ref",
            "household_no",
            "relation_to_head",
            "name",
            "former_name",
            "sex",
            "birth_date",
            "ethnicity",
        ),
        *(
            "citizen_id_no",
            "native_place",
            "birth_place",
            "education",
            "marital_status",
            "phone",
            "valid_from",
        ),
        *(
            "status",
            "valid_to",
            "cancel_reason",
            "legacy_hukou_category",
            "legacy_as_of",
            "id_card_generation",
        ),
        *("id_card_issued_on", "id_card_valid_to"),
    ),
    # `event_ref`: the event that began the row, '' where the earlier register does not say.
    REGISTRATIONS: (
        *("external_ref", "household_no", "relation_to_head", "status", "cancel_reason", "village_code"),
        *("address_text", "valid_from", "valid_to", "event_ref"),
    ),
    # `seq`: the event's place within its day; where it is empty, the order of the file.
    EVENTS: (*("event_ref", "external_ref", "kind", "event_date", "seq", "reason", "case_no", "decided_by"),),
    SIGNS: ("external_ref", "kind", "happened_on", "source"),
}

# Without these nothing can be said; any other column may be missing, and is unknown throughout then.
NEEDED: dict[str, tuple[str, ...]] = {
    HOUSEHOLDS: ("household_no", "village_code"),
    PEOPLE: ("external_ref", "household_no", "name"),
    REGISTRATIONS: (*("external_ref", "household_no", "status", "village_code", "valid_from", "valid_to"),),
    EVENTS: ("event_ref", "external_ref", "kind", "event_date"),
    SIGNS: ("external_ref", "kind", "happened_on"),
}

# The day a card "for good" (长期) runs out in the systems that need one.
FOR_GOOD = "9999-12-31"
