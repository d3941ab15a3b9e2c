"""The receipt, the one-time notice and the refusal: word for word, issued once, verified by whoever holds them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast, sign_in
from tests.documents.reading import text_of

from banji.counter.models import VisitRecord
from banji.counter.papers import FOLDER, data_of
from banji.counter.visits import Visit, accept, refuse, tell_missing
from banji.documents import render
from banji.law import papers
from banji.printing.models import IssuedPaper

HERE = Path(__file__).parent
NAMES = ("receipt", "one_time_notice", "refusal")


def sample(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((HERE / "samples" / f"{name}.json").read_text())
    return loaded


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_word_for_word(name: str) -> None:
    assert (
        text_of(render(f"{FOLDER}/{name}.typ", sample(name))) == (HERE / "golden" / f"{name}.txt").read_text()
    )


def made(cast: Cast, name: str) -> VisitRecord:
    came = Visit(item="divide", title="分户", applicant="李小山", step="register.divide.marriage")
    by = cast.clerk.actor
    if name == "receipt":
        return accept(came, by=by, promised_on=None, case_no="CORRECT-519901-2017-000001")
    if name == "refusal":
        return refuse(came, ground="", article="HUKOU_1958 17", reason="不属实", remedy="补充材料", by=by)
    return tell_missing(came, papers.missing("register.divide.marriage", ()), by=by)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_it_is_issued_once_and_verified(cast: Cast, client: Client, name: str) -> None:
    visit = made(cast, name)
    assert set(data_of(visit)) <= set(sample(name))
    clerk = sign_in(client, cast.clerk)
    for _twice in range(2):
        answer = clerk.post(reverse("counter:issue", args=[visit.pk]), follow=True)
        assert answer.headers["Content-Type"] == "application/pdf"
    paper = IssuedPaper.objects.get()
    assert paper.kind == name
    public = Client().get(f"/verify/{paper.verify_code}/").content.decode()
    assert paper.number in public
    assert "李**" in public
    assert "李小山" not in public


@pytest.mark.django_db
def test_another_station_does_not_print_it(cast: Cast, client: Client) -> None:
    visit = made(cast, "receipt")
    outsider = sign_in(client, cast.outsider)
    assert outsider.post(reverse("counter:issue", args=[visit.pk])).status_code == 404
    assert not IssuedPaper.objects.exists()
