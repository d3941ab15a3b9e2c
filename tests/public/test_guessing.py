"""Codes that stand on no paper: whoever sends many of them waits; a code that does is none of them."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.cast import Cast
from tests.register.people import make_household, make_person

from banji.audit.models import AuditEntry
from banji.foundation.models import Attempts
from banji.printing.models import IssuedPaper
from banji.public.guessing import CODES
from banji.register.papers.issuing import Need, issue_for_household

HALL, ELSEWHERE = "192.0.2.1", "198.51.100.7"
pytestmark = pytest.mark.django_db


def look_up(code: str = "", address: str = HALL) -> HttpResponse:
    path = reverse("public:verify", args=[code or secrets.token_hex(16)])
    return Client().get(path, REMOTE_ADDR=address, headers={"Accept-Language": "en"})


@pytest.fixture
def paper(cast: Cast) -> IssuedPaper:
    """A household book in somebody's hands."""
    head = make_person(make_household(cast.places.village), cast.places.village)
    return issue_for_household(head.household_id, "household_book", Need(cast.officer.actor, "COUNTER"))


def test_a_few_wrong_codes_cost_nothing_and_many_must_wait(paper: IssuedPaper) -> None:
    for _ in range(CODES.free + 1):
        assert look_up().status_code == 404
    answer = look_up(paper.verify_code)
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    assert "looked up in 1 seconds" in answer.content.decode()
    assert paper.number not in answer.content.decode()
    assert look_up(paper.verify_code, ELSEWHERE).status_code == 200
    Attempts.objects.update(until=F("until") - timedelta(seconds=1))
    assert look_up(paper.verify_code).status_code == 200


def test_codes_of_papers_count_for_nobody(paper: IssuedPaper) -> None:
    assert {look_up(paper.verify_code).status_code for _ in range(CODES.free * 2)} == {200}


def test_the_trail_says_once_that_somebody_tries() -> None:
    for _ in range(CODES.free + 4):
        look_up()
    entry = AuditEntry.objects.get(act="public.too_many_codes")
    assert (entry.actor_kind, entry.address, entry.result) == ("system", HALL, "locked")


def test_a_code_has_128_bits_of_chance(paper: IssuedPaper) -> None:
    assert len(bytes.fromhex(paper.verify_code)) == 16
