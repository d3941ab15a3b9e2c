"""A clean-up in full course in both towns: at least one case in every set the dashboard counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

import pytest

from banji.accounts.roles import Role
from banji.cases.lifecycle import hold
from banji.cases.nightly import tick
from banji.identity.numbers import check_digit
from tests.cast import Cast, Member, make_officer
from tests.matters.deaths.scene import Scene, at, make_scene
from tests.register.people import make_household, make_person

TODAY = date(2017, 6, 20)


@dataclass(slots=True)
class CleanUp:
    cast: Cast
    city_officer: Member


def tell(cast: Cast) -> CleanUp:
    """From March to June 2017: see the comments for what each case shows."""
    serials = count(1)

    def somebody(name: str) -> Scene:
        body = f"51990119400101{next(serials):03d}"
        return make_scene(cast, name=name, number=body + check_digit(body))

    cast.east_station.parent = cast.county_bureau
    cast.east_station.save()
    city = make_officer("cui", "崔立新", cast.county_bureau, Role.CITY_OFFICER)
    at(date(2017, 3, 1))
    somebody("李大山").signal()  # verifying long overdue
    somebody("李大水").confirmed()  # serving overdue
    held = somebody("李大江")
    held.signal("B", source="FUNERAL_BENEFIT")
    alive = somebody("李大河")
    alive.signal("B", source="FUNERAL_BENEFIT")
    other = somebody("李大海")
    other.signal("C", source="NEIGHBOUR", organisation=None)
    declared = somebody("李大湖")
    declared.signal("A", received_on=date(2017, 2, 1))
    at(date(2017, 3, 10))
    alive.take("found_alive", how="VIDEO_WITH_OFFICER", seen_on=date(2017, 3, 9))
    other.take("no_match")
    for paper in ("HOUSEHOLD_BOOK", "DECEASED_ID_CARD", "DEATH_CERTIFICATE"):
        declared.paper(paper)
    declared.take("declare", died_on=date(2017, 2, 20), declarant="李小湖", by=cast.clerk.actor)
    ended = somebody("李大洋").drafted(date(2017, 3, 20), date(2017, 4, 24))
    ended.take("cancel_ex_officio", by=cast.chief.actor)
    wrong = somebody("李大川").drafted(date(2017, 3, 20), date(2017, 4, 25))
    wrong.take("cancel_ex_officio", by=cast.chief.actor)
    at(date(2017, 5, 9))
    ended.signal("B", source="FUNERAL_BENEFIT")  # the registration is cancelled already
    wrong.take("propose_revocation", by=cast.county_officer.actor)
    wrong.take("revoke", by=city.actor)
    somebody("李大溪").served(date(2017, 5, 10))  # the month is over
    somebody("李大泉").drafted(date(2017, 5, 10), date(2017, 6, 13))
    west = cast.places.west_villages[0]
    stranger = Scene(cast, make_person(make_household(west, number="5190000099"), west, name="唐大山"))
    stranger.signal("B", source="COMMITTEE", organisation=cast.village_committee)
    somebody("李大溏").served(date(2017, 5, 25))  # runs out within a week
    at(date(2017, 6, 15))
    hold(held.fresh.pk, until=date(2017, 6, 30), reason="家属在外", by=cast.officer.actor)
    somebody("李大沟").served(date(2017, 6, 15))  # the month is running
    somebody("李大塘").notified()  # not served
    at(TODAY)
    tick()
    return CleanUp(cast, city)


@pytest.fixture(name="clean_up")
def a_clean_up(cast: Cast) -> CleanUp:
    return tell(cast)
