"""What the register says: of a day (`valid_on`, its end) and as it was known at an instant (`known_at`, None: as it
stands). These answer the house's own questions; whoever shows a person to somebody goes through `access`."""

from banji.register.queries.axes import watermark
from banji.register.queries.history import Bar, History, history
from banji.register.queries.households import (
    HouseholdSheet,
    Member,
    household_members,
    household_on,
    residents_of,
)
from banji.register.queries.people import PersonSheet, last_sign_of_life, person_on, status_on
from banji.register.queries.places import RURAL, URBAN, urban_rural_class

__all__ = [
    "RURAL",
    "URBAN",
    "Bar",
    "History",
    "HouseholdSheet",
    "Member",
    "PersonSheet",
    "history",
    "household_members",
    "household_on",
    "last_sign_of_life",
    "person_on",
    "residents_of",
    "status_on",
    "urban_rural_class",
    "watermark",
]
