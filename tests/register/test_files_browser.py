"""Taking files over, and lists of persons, in a real browser: each page on a phone and a desk, in both languages, axe
without a complaint."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django import Settings

from banji.register.exporting import making
from banji.register.exporting.models import ExportRequest
from banji.register.importing import taking
from banji.register.importing.models import Intake
from tests.browsers import follow, needs_browser
from tests.cast import SETTING_UP, Cast
from tests.register.importing.files import HOUSEHOLDS, PEOPLE, changed, csv_file
from tests.register.people import make_household, make_person
from tests.register.test_pages_browser import SIZES, check, visit  # noqa: F401  (a fixture)

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def var(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
    settings.BANJI_FILES = tmp_path / "var" / "files"


def look(page: Page, name: str) -> None:
    """At the width of a phone and of a desk."""
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        check(page, f"{name}-{size}")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_files_are_taken_over(
    cast: Cast,
    visit: Callable[..., Page],  # noqa: F811
    tmp_path: Path,
    language: str,
) -> None:
    people = changed(changed(PEOPLE, "P2", 与户主关系="老幺"), "P4", 出生日期="1999-02-30")
    for name, rows in (("户信息.csv", HOUSEHOLDS), ("人口.csv", people)):
        (tmp_path / name).write_bytes(csv_file(name, rows).read())
    page = visit(cast.county_officer, language=language)
    page.goto("/imports/")
    look(page, f"imports-empty-{language}")
    follow(page.locator(".heading-tools .btn-primary"))
    look(page, f"imports-new-{language}")
    page.set_input_files("input[type=file]", [tmp_path / "户信息.csv", tmp_path / "人口.csv"])
    follow(page.locator("main form button.btn-primary"))
    page.wait_for_url("**/imports/*-*/")
    look(page, f"imports-waiting-{language}")
    intake = Intake.objects.get()
    taking.look(intake.pk)
    page.reload()
    look(page, f"imports-sheets-{language}")
    follow(page.get_by_role("link", name="人口.csv"))
    page.locator("#columns").first.wait_for()
    look(page, f"imports-mapping-{language}")
    page.get_by_label("老幺").select_option("29")
    page.fill("#id_save_as", "安平旧系统")
    follow(page.locator("main form button.btn-primary"))
    page.wait_for_url("**/imports/*-*/")
    follow(page.locator("form[action$='/try/'] button"))
    taking.try_out(intake.pk)
    page.reload()
    page.locator("main details summary").first.click()
    look(page, f"imports-tried-{language}")
    follow(page.locator("form[action$='/confirm/'] button"))
    page.wait_for_url("**/imports/*-*/")
    taking.take(intake.pk)
    page.reload()
    page.locator(".heading .state-done").wait_for()
    look(page, f"imports-loaded-{language}")
    page.goto("/imports/set-aside/")
    look(page, f"imports-aside-{language}")
    page.goto("/loads/")
    look(page, f"imports-loads-{language}")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_list_is_asked_for_and_fetched(
    cast: Cast,
    visit: Callable[..., Page],  # noqa: F811
    language: str,
) -> None:
    make_person(make_household(cast.places.village), cast.places.village, number="519901195001010013")
    page = visit(cast.officer, language=language)
    page.goto("/exports/")
    look(page, f"exports-empty-{language}")
    page.goto("/exports/new/")
    look(page, f"exports-new-{language}")
    page.get_by_label("李家村民委员会").check()
    page.select_option("#id_purpose", "VERIFY")
    page.fill("#id_reason", "高龄核查走访")
    follow(page.locator("main form button.btn-primary"))
    page.wait_for_url("**/exports/*-*/")
    look(page, f"exports-asked-{language}")
    request = ExportRequest.objects.get()
    chief = visit(cast.chief, language=language)
    chief.goto("/exports/")
    look(chief, f"exports-waiting-{language}")
    follow(chief.get_by_role("link", name=re.compile(request.number)))
    look(chief, f"exports-decide-{language}")
    chief.fill("#id_reason", "同意")
    follow(chief.locator("button[value=approve]"))
    chief.locator(".heading .state-working").wait_for()
    making.make(request.pk, by=SETTING_UP)
    page.reload()
    look(page, f"exports-ready-{language}")
    follow(page.locator("form[action$='/password/'] button"))
    page.locator(".note .id-number").wait_for()
    look(page, f"exports-password-{language}")
    with page.expect_download() as fetched:
        page.locator("form[action$='/file/'] button").click()
    assert fetched.value.suggested_filename == f"{request.number}.zip"
