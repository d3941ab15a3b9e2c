"""Who may ask for a list of persons, and who may approve it."""

from __future__ import annotations

from banji.accounts.roles import Role
from banji.addresses import scope
from banji.foundation import clock
from banji.foundation.actors import Actor, ActorKind
from banji.register.exporting.models import ExportRequest

# A station works with lists; the county and the city ask about people one by one.
ASK = (Role.OFFICER, Role.STATION_CHIEF)
APPROVE = (Role.STATION_CHIEF, Role.COUNTY_OFFICER, Role.CITY_OFFICER)
SEE = tuple(dict.fromkeys((*ASK, *APPROVE)))

# 公通字〔2021〕12号 Art 88; our own limits follow from it.
NO_BULK = "公通字〔2021〕12号 Art 88"


def is_asker(request: ExportRequest, by: Actor) -> bool:
    return by.is_officer and by.id == request.account_id


def answers_for(request: ExportRequest, by: Actor) -> bool:
    """Does the actor's post answer for every village of the list?"""
    return set(request.villages) <= scope.villages_of(by, clock.today())


def may_decide(request: ExportRequest, by: Actor) -> bool:
    """Somebody else, in a post that approves, whose area has all of it: never the one who asked, in no post of his."""
    return by.is_officer and by.role in APPROVE and not is_asker(request, by) and answers_for(request, by)


def asker_of(request: ExportRequest) -> Actor:
    said = dict(request.asked_by)
    return Actor(**{**said, "kind": ActorKind(said["kind"])})
