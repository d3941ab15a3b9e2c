"""Every page of cases and deaths in a real browser: axe finds nothing, both languages, phone and desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.browsers import faults, needs_browser
from tests.cast import Cast, Member, make_officer
from tests.matters.deaths.scene import Scene, at, make_scene

from banji.accounts.roles import Role
from banji.cases.models import Notice
from banji.cases.nightly import tick

SERVED, AFTER = date(2017, 5, 2), date(2017, 6, 3)
NO_PAPER = f"/verify/{'0' * 32}/"

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


def busy(cast: Cast) -> Scene:
    """A station at work: one case in every column, one village with notices, an alarm, a case that has ended."""
    at(date(2017, 3, 1))
    ended = make_scene(cast, name="李大水", number="519901194001010019")
    ended.drafted(SERVED, AFTER).take("cancel_ex_officio", by=cast.chief.actor)
    make_scene(cast, name="欧阳大江", number="519901194102020013").confirmed()
    make_scene(cast, name="李大河", number="519901194102020101").notified()
    scene = make_scene(cast)
    scene.signal()
    scene.signal("B", source="COMMITTEE", organisation=cast.village_committee)
    at(date(2017, 6, 20))
    tick()
    scene.take("verify")
    scene.take("confirm_death", died_on=date(2016, 11, 2))
    scene.take("issue_notices", declarant="李小山", declarant_relation="儿子", committee="李家村民委员会")
    scene.serve("DECLARANT", date(2017, 6, 20))
    scene.paper("COMMITTEE_PROOF", document_no="村证1号")
    make_scene(cast, name="李大海", number="519901194102020209").signal()
    return scene


def shown(scene: Scene) -> list[tuple[Member, str]]:
    """Every page, each as somebody who works with it."""
    cast, case = scene.cast, scene.fresh
    worker = make_officer("mo", "莫网格", cast.east_station, Role.GRID_WORKER)
    notice = Notice.objects.filter(case=case).earliest("pk")
    of_case: Callable[..., str] = lambda name, *more: reverse(f"cases:{name}", args=[case.pk, *more])  # noqa: E731
    return [
        *((who, reverse("cases:desk")) for who in (cast.officer, cast.chief, cast.clerk, cast.county_officer, cast.sys_admin)),
        (cast.officer, reverse("cases:cases")),
        *((who, of_case("case")) for who in (cast.officer, cast.supervisor)),
        *((cast.officer, of_case("step", name)) for name in ("record_service", "draft_cancellation", "found_alive")),
        (cast.clerk, of_case("step", "declare")),
        (cast.officer, of_case("add_paper")),
        (cast.officer, of_case("hold")),
        (cast.officer, of_case("hand_over")),
        (cast.officer, reverse("cases:alarms")),
        (cast.supervisor, reverse("cases:overdue")),
        (cast.sys_admin, reverse("cases:law")),
        (cast.sys_admin, reverse("cases:clock")),
        (cast.clerk, reverse("deaths:report") + "?q=李大"),
        (cast.clerk, reverse("deaths:report_person", args=[scene.who.person_id])),
        (cast.committee, reverse("deaths:tell")),
        (worker, reverse("deaths:visits")),
        (cast.officer, reverse("deaths:notices")),
        (cast.officer, reverse("deaths:notices_of", args=[cast.places.village.pk])),
        (cast.citizen, reverse("public:ask")),
        (cast.citizen, reverse("public:verify", args=[notice.verify_code])),
        (cast.citizen, NO_PAPER),
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "size"), [("zh-hans", "phone"), ("en", "phone"), ("zh-hans", "desk")])
def test_pages_are_accessible_and_fit(
    browser: Browser, live_server: LiveServer, cast: Cast, language: str, size: str
) -> None:
    seen = shown(busy(cast))
    found = faults(browser, live_server, seen, size=size, language=language, name="cases", absent=NO_PAPER)
    assert "\n".join(found) == ""
