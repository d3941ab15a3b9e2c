"""The commands of docs/guides/api.md, run as they stand there against a site on a real port."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from banji.exchange.questions import scopes_of
from banji.register.models import Particulars, SignOfLife
from tests.api.world import NUMBER, World, make_world
from tests.cast import make_cast

GUIDE = Path(__file__).parents[2] / "docs/guides/api.md"
COMMANDS = re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(), re.DOTALL | re.MULTILINE)


@pytest.fixture
def site(transactional_db: None, settings: Settings, live_server: LiveServer) -> tuple[str, World]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return live_server.url, make_world(make_cast())


def run(url: str, world: World, organisation: Any, *commands: str) -> list[str]:
    """Run them in one shell, as a reader would, with the id and the secret of a system; what each has printed."""
    system = world.system(organisation, "", scopes_of(organisation))
    post = world.cast.officer.post
    given = {
        "BANJI": url,
        "CLIENT": system.id,
        "SECRET": system.secret,
        "NUMBER": NUMBER,
        "NAME": "李大山",
        "OFFICER": "zhou",
        "POST": str(post.pk if post else 0),
    }
    script = "set -eu\n" + "\nprintf '\\036'\n".join(commands)
    done = subprocess.run(
        ["bash", "-c", script],
        env=os.environ | given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\036")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_every_command_does_what_the_guide_says(site: tuple[str, World]) -> None:
    url, world = site
    _exports, token, verify, read, event, change, error = COMMANDS
    _, answer, refusal = run(url, world, world.hrss, token, verify, error)
    assert json.loads(answer)["answer"] == "yes"
    problem = json.loads(refusal)
    assert (problem["status"], problem["code"]) == (403, "no_catalogue_entry")
    assert problem["title"] == "Not allowed"
    _, sheet, done, changed = run(url, world, world.cast.east_station, token, read, event, change)
    assert json.loads(sheet)["name"] == "李大山"
    assert json.loads(sheet)["valid_on"] == "2016-12-31"
    seen = '{"kind": "seen_alive", "events": [], "report": null}'
    assert done == seen * 2  # sent again, with the same answer
    assert json.loads(changed)["events"][0]["person_id"] == str(world.who.person_id)
    assert Particulars.objects.filter(person=world.who.person_id, marital_status="20").exists()
    assert SignOfLife.objects.get().person_id == world.who.person_id


def test_the_answers_in_the_guide_are_json() -> None:
    answers = re.findall(r"^```json\n(.*?)^```", GUIDE.read_text(), re.DOTALL | re.MULTILINE)
    assert [json.loads(answer) for answer in answers] == [
        {"answer": "yes", "valid_on": "2017-03-01", "died_on": None}
    ]
