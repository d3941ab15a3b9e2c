"""Which officer asks for which page when: the plan of `bench.pages`, made from the rows of its city."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import quote

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import resolve, reverse

from banji.accounts.access import ACTING_POST, officer_actor
from banji.accounts.models import Holding, Organisation
from banji.accounts.roles import Role
from banji.accounts.sessions import SessionStore
from banji.addresses.scope import villages_of
from banji.audit.models import AuditEntry
from banji.cases.models import Case
from banji.cases.scope import cases_of
from banji.foundation import clock
from banji.register.models import Particulars, Person, Registration
from banji.register.pages import asking

ROLES = (Role.OFFICER, Role.CLERK, Role.STATION_CHIEF)
OTHERS = (Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.SUPERVISOR)
OPENED = 50  # people whose purpose an officer has said already


def plan(officers: int, seconds: int, every: float, mix: dict[str, int], chance: Random) -> dict[str, Any]:
    """Everybody's pages. They begin spread over the first `every` seconds, as people do who know nothing of another."""
    at_work = []
    for n, holding in enumerate(holdings(officers)):
        asks = Officer(holding, chance)
        times = [n * every / officers + turn * every for turn in range(int(seconds / every))]
        pages = [(at, *asks.something(mix)) for at in times]
        at_work.append({"session": asks.session, "pages": pages})
    return {"officers": at_work}


def sizes() -> str:
    return (
        f"{Person.objects.count():,} people, {Case.objects.count():,} cases"
        f" ({Case.objects.filter(is_open=True).count():,} open), {AuditEntry.objects.count():,} entries of the trail"
    )


def holdings(count: int) -> list[Holding]:
    """One of each bureau's posts, the others from stations, each of another one."""
    held = (
        Holding.objects.filter(valid_to=None).select_related("account", "post__organisation").order_by("pk")
    )
    above = [held.filter(post__role=role).first() for role in OTHERS]
    stations = held.filter(post__organisation__kind=Organisation.Kind.POLICE_STATION)
    ids = list(
        Organisation.objects.filter(kind=Organisation.Kind.POLICE_STATION)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    below = [
        stations.filter(post__organisation=pk, post__role=ROLES[n % 3]).first() for n, pk in enumerate(ids)
    ]
    found = [holding for holding in (*above, *below) if holding]
    return found[:count]


class Officer:
    """What one officer may ask for: his cases, people of his area, their names."""

    def __init__(self, holding: Holding, chance: Random) -> None:
        self._chance = chance
        by = officer_actor(holding.account, holding)
        self._cases = list(cases_of(by).order_by("-is_open", "pk").values_list("pk", flat=True)[:300])
        villages = list(villages_of(by, clock.today()))
        living = Registration.objects.filter(village__in=villages, recorded_to=None, valid_to=None)
        self._people = list(living.order_by("pk").values_list("person_id", flat=True)[:OPENED])
        names = Particulars.objects.filter(person__in=self._people, recorded_to=None)
        self._names = list(names.values_list("name", flat=True))
        self._clean_up = _clean_up(by.role)
        self.session = self._signed_in(holding)

    def something(self, mix: dict[str, int]) -> tuple[str, str]:
        names, shares = zip(*mix.items(), strict=True)
        name = self._chance.choices(names, shares)[0]
        return (name, address) if (address := self._address(name)) else ("desk", reverse("cases:desk"))

    def _address(self, name: str) -> str:
        if name == "case" and self._cases:
            return reverse("cases:case", args=[self._chance.choice(self._cases)])
        if name == "person" and self._people:
            return reverse("register:person", args=[self._chance.choice(self._people)])
        if name == "search" and self._names:
            return f"{reverse('register:people')}?q={quote(self._chance.choice(self._names))}&purpose=COUNTER"
        return self._clean_up if name == "clean_up" else ""

    def _records(self) -> list[Any]:
        """Those he has said the purpose of."""
        return self._people

    def _signed_in(self, holding: Holding) -> str:
        """A session as it stands after password, second factor and a morning's questions for a purpose."""
        account, store = holding.account, SessionStore()
        store[SESSION_KEY] = str(account.pk)
        store[BACKEND_SESSION_KEY] = "banji.accounts.backend.AccountBackend"
        store[HASH_SESSION_KEY] = account.get_session_auth_hash()
        store[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": 0.0, "type": "totp"}]
        store["account_authentication_methods_user"] = str(account.pk)
        store[ACTING_POST] = holding.post_id
        given = {str(record): ["COUNTER", ""] for record in self._records()}
        store[asking._KEPT] = {"post": holding.post_id, "given": given}
        store.set_expiry(timedelta(hours=12))
        store.create()
        return str(store.session_key)


def _clean_up(role: str) -> str:
    """The address of the clean-up's dashboard for who may open it, else empty."""
    address = reverse("supervision:deaths")
    return address if role in resolve(address).func.allowed.roles else ""  # type: ignore[attr-defined]
