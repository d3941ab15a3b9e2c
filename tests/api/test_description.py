"""The API against its own description: no 5xx, no answer that the description does not have, whatever is sent."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from schemathesis import Case, GenerationMode
from schemathesis.openapi.loaders import from_dict

from banji.api.description import description
from banji.api.models import Posted, Volume
from banji.exchange.questions import EVENT, HOUSEHOLD, PERSON, VERIFY, questions
from banji.exchange.questions_lint import SCOPES
from banji.site.wsgi import application
from tests.api.world import NUMBER, System, World, papers

pytestmark = pytest.mark.django_db
turn = count()


def shortened(said: Any) -> Any:
    """A description with the first few codes of each long table: one request for each of a hundred relations, fifty
    papers and fifty-six peoples would say nothing more."""
    if isinstance(said, dict):
        return {name: shortened(value[:4] if name == "enum" else value) for name, value in said.items()}
    return [shortened(each) for each in said] if isinstance(said, list) else said


described = from_dict(shortened(description()))
described.app = application


@pytest.fixture
def api(client: Client) -> dict[str, Any]:
    """The description as it is served."""
    answer = client.get(reverse("api:openapi"))
    assert answer.status_code == 200
    return answer.json()


@pytest.fixture
def systems(world: World) -> dict[str, System]:
    """A system for each scope."""
    police, civil = world.police, world.system(world.cast.civil_affairs, "RELIEF_STOP")
    return {PERSON: police, HOUSEHOLD: police, EVENT: police, VERIFY: civil}


@pytest.fixture
def one_transaction(systems: dict[str, System]) -> Iterator[None]:
    """A request through WSGI would close the connection in whose transaction the test stands; and
    Django's own client, that has got the tokens, connects these again."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def made_real(case: Case, world: World, purpose: str) -> None:
    """Let what fits the description speak of people who are there, so that more than refusals is answered."""
    body = case.body if isinstance(case.body, dict) else {}
    for place in (case.query, body):
        if "purpose" in place:
            place["purpose"] = purpose
    real = {"person_id": world.who.person_id, "household_id": world.who.household_id, "number": NUMBER}
    for place in (case.path_parameters, body):
        place.update({name: str(value) for name, value in real.items() if name in place})
    if "decided_by" in body:
        body["decided_by"] = world.decided_by
    if "follows" in body:
        body |= {"follows": str(world.wife.person_id), "other_parent": None}
    for several in ("movers", "members"):
        if body.get(several) and "newcomer" not in body[several][0]:
            body[several] = [made_known(body[several][0], world)]
    if "papers" in body:
        body["papers"] = papers(list_of(body))


def made_known(mover: dict[str, Any], world: World) -> dict[str, Any]:
    known = {"person_id": str(world.wife.person_id), "seen": world.wife.registration.pk}
    return mover | {name: value for name, value in known.items() if name in mover}


def list_of(event: dict[str, Any]) -> str:
    """The list of papers of an event that fits the description."""
    if event["kind"] == "change":
        (field,) = event["to"]
        return f"change.{field if field in ('name', 'sex', 'ethnicity') else 'other'}"
    return f"{event['kind']}.{event['ground']}" if "ground" in event else str(event["kind"])


@described.parametrize()
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_nothing_sent_gets_an_answer_the_description_does_not_have(
    case: Case, world: World, systems: dict[str, System], one_transaction: None
) -> None:
    """All checks of schemathesis: status, content type, schema, headers, methods, sign-in, what fits and what does not."""
    system = systems[case.operation.definition.raw["tags"][0]]
    if case.meta and case.meta.generation.mode == GenerationMode.POSITIVE:
        made_real(case, world, system.purpose)
    elif case.operation.label.endswith("/events") and next(turn) % 40:
        return  # of six thousand ways to get one of ten shapes wrong one in forty
    # Each by itself: neither the limit of a day nor a key used before.
    Volume.objects.all().delete()
    Posted.objects.all().delete()
    case.call_and_validate(headers=system.headers)


def test_every_scope_and_kind_of_event_of_the_catalogue_is_described(api: dict[str, Any]) -> None:
    assert api == description()
    operations = [each for path in api["paths"].values() for each in path.values()]
    assert api["openapi"].startswith("3.1")
    assert {each["tags"][0] for each in operations} == set(SCOPES) == {one.scope for one in questions()}
    mapping = api["paths"]["/api/v1/events"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(mapping["discriminator"]["mapping"]) == SCOPES[EVENT]
    flows = api["components"]["securitySchemes"]["client"]["flows"]
    assert set(flows["clientCredentials"]["scopes"]) == set(SCOPES)


def test_the_page_has_every_operation_and_fetches_nothing_from_elsewhere(
    api: dict[str, Any], client: Client
) -> None:
    page = client.get(reverse("api:reference")).text
    for path in api["paths"]:
        assert path in page
    for name in ("Idempotency-Key", "death_reported", "relation_to_head", "in_wedlock"):
        assert name in page
    assert "https://" not in page.replace("https://www.w3.org", "")
