"""Matching review: two records side by side, differences marked, the score kept back, everything recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from banji.audit.readings import readings_of
from banji.reconciliation import review
from banji.reconciliation.models import Decision
from banji.reconciliation.reasons import REASONS
from tests.cast import Cast, sign_in
from tests.reconciliation.scene import CHEN, LI, Town, make_town, number, outcomes, row, send_and_match
from tests.reconciliation.test_matching import BORROWED, DOUBT, LI_ROW
from tests.register.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.BANJI_FILES = tmp_path / "files"


@pytest.fixture
def town(cast: Cast) -> Town:
    return make_town(cast)


def show(client: Client, pk: int) -> str:
    answer = client.get(reverse("reconciliation:row", args=[pk]), headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("listed", "registered", "left", "right"),
    [
        ("陈秀瑛", "陈秀英", "陈秀[瑛]", "陈秀[英]"),
        ("王建", "王建国", "王建", "王建[国]"),
        ("", "王建国", "", "王建国"),
        ("李大山", "李大山", "李大山", "李大山"),
    ],
)
def test_differences_are_marked_character_by_character(
    listed: str, registered: str, left: str, right: str
) -> None:
    def marked(parts: list[review.Part]) -> str:
        return "".join(f"[{part.text}]" if part.differs else part.text for part in parts)

    one, other = review.differences(listed, registered)
    assert (marked(one), marked(other)) == (left, right)


def test_of_two_numbers_only_the_differing_digits_are_shown() -> None:
    one, other = review.masked_differences("519901193811020018", "519901193812020018")
    assert "".join(part.text for part in one) == "519********1**0018"
    assert "".join(part.text for part in other) == "519********2**0018"


def test_a_row_is_reviewed_and_the_next_one_follows(
    client: Client, cast: Cast, town: Town, tmp_path: Path
) -> None:
    batch = send_and_match(cast, tmp_path, BORROWED, DOUBT, LI_ROW)
    sign_in(client, cast.outsider)
    queue = client.get(reverse("reconciliation:queue"), headers={"accept-language": "en"}).content.decode()
    assert "2 rows wait for your eye" in queue
    assert queue.index("陈秀瑛") < queue.index("周小毛")
    doubt = row(batch, 1)
    shown = show(client, doubt.pk)
    assert "陈秀<mark>瑛</mark>" in shown
    assert "陈秀<mark>英</mark>" in shown
    assert number(CHEN) not in shown
    assert "weight" not in shown
    (reading,) = readings_of(town.chen.person_id)
    assert (reading.actor_name, reading.purpose) == (cast.outsider.actor.name, review.PURPOSE)
    answer = client.post(
        reverse("reconciliation:decide", args=[doubt.pk]),
        {"verdict": "SAME", "person": str(town.chen.person_id)},
    )
    assert answer.headers["Location"] == reverse("reconciliation:row", args=[row(batch, 0).pk])
    assert outcomes(batch) == ["REVIEW", "MATCHED", "MATCHED"]
    assert "weight" in show(client, doubt.pk)


def test_a_refused_decision_says_why_and_keeps_the_row(
    client: Client, cast: Cast, town: Town, tmp_path: Path
) -> None:
    batch = send_and_match(cast, tmp_path, BORROWED)
    sign_in(client, cast.county_officer)
    url = reverse("reconciliation:decide", args=[row(batch, 0).pk])
    for data in (
        {"verdict": "SAME", "person": str(town.zhao.person_id)},
        {"verdict": "SAME", "person": "x"},
        {"verdict": "ASK"},
        {},
    ):
        answer = client.post(url, data, follow=True)
        assert b"note-overdue" in answer.content
    assert outcomes(batch) == ["REVIEW"]


def test_undo_stands_beside_the_decision(client: Client, cast: Cast, town: Town, tmp_path: Path) -> None:
    batch = send_and_match(cast, tmp_path, DOUBT)
    sign_in(client, cast.outsider)
    client.post(reverse("reconciliation:decide", args=[row(batch, 0).pk]), {"verdict": "NONE"})
    made = Decision.objects.get()
    assert reverse("reconciliation:undo", args=[made.pk]) in show(client, row(batch, 0).pk)
    client.post(reverse("reconciliation:undo", args=[made.pk]))
    assert outcomes(batch) == ["REVIEW"]


def test_outside_the_area_there_is_no_such_row(
    client: Client, cast: Cast, town: Town, tmp_path: Path
) -> None:
    batch = send_and_match(cast, tmp_path, DOUBT)
    sign_in(client, cast.officer)
    assert client.get(reverse("reconciliation:row", args=[row(batch, 0).pk])).status_code == 404
    url = reverse("reconciliation:decide", args=[row(batch, 0).pk])
    assert client.post(url, {"verdict": "NONE"}).status_code == 404
    assert not readings_of(town.chen.person_id)
    sign_in(client, cast.liaison)
    assert client.get(reverse("reconciliation:queue")).status_code == 403


def test_a_candidate_outside_the_area_is_masked_and_not_read(cast: Cast, town: Town, tmp_path: Path) -> None:
    """A namesake of the same day in the other town: the officer of the east sees one of them, the county both."""
    west = make_person(
        town.chen.household_id, cast.places.west_villages[0], name="李大山", born=LI, number=number(LI, 3)
    )
    batch = send_and_match(cast, tmp_path, ("李大山", "", LI.isoformat(), "2016-06-01", ""))
    pk = row(batch, 0).pk
    seen = {one.person_id: one for one in review.open_row(pk, by=cast.officer.actor).proposed}
    assert (seen[town.li.person_id].name, seen[town.li.person_id].in_area) == ("李大山", True)
    assert (seen[west.person_id].name, seen[west.person_id].pairs) == ("李**", [])
    assert readings_of(town.li.person_id)
    assert not readings_of(west.person_id)
    names = {one.name for one in review.open_row(pk, by=cast.county_officer.actor).proposed}
    assert names == {"李大山"}


def test_every_reason_is_said_in_both_languages() -> None:
    assert all(words.zh and words.en for words in REASONS.values())
