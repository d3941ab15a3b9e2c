"""The other direction: who is cancelled and stands on a payer's list all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from banji.accounts.roles import Role
from banji.foundation.errors import Refused
from banji.matters.payments import operations, queries
from banji_demo.staging.offices import Offices

LEFT_FOR_COUNTY = 3


def tell_payers(offices: Offices) -> Iterator[str]:
    """The county officers compare what was found and tell the payers, but for a few that wait in the first county."""
    done: Counter[str] = Counter()
    for n, office in enumerate(offices.counties):
        officer = office.actor(Role.COUNTY_OFFICER)
        found = list(queries.items_of(officer).filter(state="FOUND").order_by("item"))
        left = LEFT_FOR_COUNTY if n == 0 else 0
        for item in found[left:]:
            try:
                operations.tell(item.item, by=officer, same_person=True)
                done["told to their payers"] += 1
            except Refused as refusal:
                done[refusal.code] += 1
        done["left for you"] += min(left, len(found))
    yield "cancelled but still paid: " + ", ".join(f"{what} {n}" for what, n in sorted(done.items()))
