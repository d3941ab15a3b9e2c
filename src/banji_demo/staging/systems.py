"""The systems of others that an integrator may be in the demo: a department that asks, and a counter that posts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from django.conf import settings

from banji.accounts.clients import create_client
from banji.accounts.demo_codes import DemoSystem
from banji.accounts.models import Account, ApiClient, Holding, Organisation
from banji.exchange.questions import scopes_of
from banji.register.models import Person
from banji_demo.staging.offices import SETTING_UP
from banji_demo.staging.staff import PASSWORD

HRSS = DemoSystem("demo-hrss", PASSWORD, "人社局待遇核验系统 HRSS: asks yes or no about one person")
COUNTER = DemoSystem(
    "demo-counter", PASSWORD, "派出所窗口系统 a station's counter: reads people and households, posts events"
)
OFFICER = "officer"


def systems() -> list[DemoSystem]:
    """What the sign-in page of the demo shows (`BANJI_DEMO_SYSTEMS`)."""
    return [HRSS, COUNTER]


def admit() -> None:
    """Let both sign in; once admitted, nothing more is done."""
    for system, owner in ((HRSS, Organisation.objects.get(department="HRSS")), (COUNTER, _station())):
        if not ApiClient.objects.filter(pk=system.client_id).exists():
            create_client(
                organisation=owner,
                name=system.about.partition(" ")[0],
                scopes=scopes_of(owner),
                by=SETTING_UP,
                of_the_demo=(system.client_id, system.secret),
            )


def lines() -> Iterator[str]:
    """What an integrator pastes into his shell, for the commands of docs/guides/api.md."""
    number, name = _citizen()
    yield f"  export BANJI={settings.BANJI_PUBLIC_URL} NUMBER={number} NAME={name} OFFICER={OFFICER} POST={_post().post_id}"
    for system in systems():
        yield f"  export CLIENT={system.client_id} SECRET={system.secret}   # {system.about}"


def _post() -> Holding:
    return Holding.objects.select_related("post__organisation").get(account__username=OFFICER)


def _station() -> Organisation:
    return _post().post.organisation


def _citizen() -> tuple[str, str]:
    """Number and name of the citizen who signs in, as the city knows them that handed the register over."""
    whose = Account.objects.filter(username="citizen").values("person_id")
    ref = Person.objects.values_list("external_ref", flat=True).get(pk__in=whose)
    people = pl.read_parquet(Path(settings.VAR) / "city" / "people.parquet")
    who = people.filter(pl.col("external_ref") == ref).row(0, named=True)
    return who["citizen_id_no"], who["name"]
