"""The format a city hands over: three tables, all text, dates as YYYY-MM-DD, empty = unknown."""

from __future__ import annotations

HOUSEHOLDS, PEOPLE, SIGNS = "households", "people", "signs_of_life"

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
    SIGNS: ("external_ref", "kind", "happened_on", "source"),
}

# Without these nothing can be said; any other column may be missing, and is unknown throughout then.
NEEDED: dict[str, tuple[str, ...]] = {
    HOUSEHOLDS: ("household_no", "village_code"),
    PEOPLE: ("external_ref", "household_no", "name"),
    SIGNS: ("external_ref", "kind", "happened_on"),
}

# The day a card "for good" (长期) runs out in the systems that need one.
FOR_GOOD = "9999-12-31"
