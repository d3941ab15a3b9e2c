"""The only ways to a person for whoever is not the house itself. Each is scoped to the reader's area and recorded."""

from banji.register.access.glances import Glance, glance_at
from banji.register.access.identify import identify
from banji.register.access.listing import Changed, Residents, people_changed, residents_at, residents_in
from banji.register.access.messages import MessageIdentity, identity_for_message
from banji.register.access.opening import (
    HouseholdView,
    PersonView,
    open_household,
    open_person,
    reveal_number,
)
from banji.register.access.search import Answer, Found, Hit, search_everything, search_people

__all__ = [
    "Answer",
    "Changed",
    "Found",
    "Glance",
    "Hit",
    "HouseholdView",
    "MessageIdentity",
    "PersonView",
    "Residents",
    "glance_at",
    "identify",
    "identity_for_message",
    "open_household",
    "open_person",
    "people_changed",
    "residents_at",
    "residents_in",
    "reveal_number",
    "search_everything",
    "search_people",
]
