"""The tables a city hands over (all text, dates as 2017-03-01, empty = unknown) and the truth behind them."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

HOUSEHOLD_COLUMNS = (
    "household_no", "household_type", "village_code", "address_text", "street", "plate_no", "building_no",
    "unit_no", "floor_no", "room_no", "group_no", "estate",
)  # fmt: skip
PEOPLE_COLUMNS = (
    "external_ref", "household_no", "relation_to_head", "name", "former_name", "sex", "birth_date", "ethnicity",
    "citizen_id_no", "native_place", "birth_place", "education", "marital_status", "phone", "valid_from", "status",
    "valid_to", "cancel_reason", "legacy_hukou_category", "legacy_as_of", "id_card_generation",
    "id_card_issued_on", "id_card_valid_to",
)  # fmt: skip
REGISTRATION_COLUMNS = (
    "external_ref", "household_no", "relation_to_head", "status", "cancel_reason", "village_code", "address_text",
    "valid_from", "valid_to", "event_ref",
)  # fmt: skip
EVENT_COLUMNS = (
    "event_ref", "external_ref", "kind", "event_date", "seq", "reason", "case_no", "decided_by",
)  # fmt: skip
SIGN_COLUMNS = ("external_ref", "kind", "happened_on", "source")
# died_on: true day of death, empty = alive on 2017-03-01. The next three name another person's external_ref.
# number_error: the number disagrees with the registered "birth" or "sex". role: the cast's part.
TRUTH_COLUMNS = (
    "external_ref",
    "died_on",
    "namesake_of",
    "twin_of",
    "shares_number_with",
    "number_error",
    "role",
)
TABLES = ("households", "people", "registrations", "events", "signs_of_life", "truth")


@dataclass(frozen=True)
class City:
    """An invented city: tables in the register load format, and what is really so. `registrations` and `events` are
    None in a city without a past."""

    seed: int
    households: pl.DataFrame
    people: pl.DataFrame
    signs_of_life: pl.DataFrame
    truth: pl.DataFrame
    registrations: pl.DataFrame | None = None
    events: pl.DataFrame | None = None

    def write(self, folder: Path) -> None:
        """A parquet file of each table there is: households.parquet, people.parquet …"""
        folder.mkdir(parents=True, exist_ok=True)
        for name in TABLES:
            table: pl.DataFrame | None = getattr(self, name)
            if table is not None:
                table.write_parquet(folder / f"{name}.parquet")
