"""The dashboard of the clean-up: every number is its list, for whoever may see it, on any evening."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import fastexcel
import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from banji.audit.models import AuditEntry
from banji.cases.pages.listing import CaseFilter
from banji.cases.scope import cases_of
from banji.matters.deaths.clearing.sets import SETS
from banji.supervision.deaths.board import Board, Line, withhold
from banji.supervision.deaths.question import question
from banji.supervision.indicators.deaths import BY_CODE, DEATHS
from banji.supervision.indicators.indicator import figure
from tests.cast import Cast, Member, sign_in
from tests.matters.deaths.scene import at, make_scene
from tests.supervision.scene import TODAY, CleanUp, a_clean_up  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
PAGE = reverse("supervision:deaths")
SHARES = ("lag_median", "lag_p90", "within_30")


def board_of(who: Member, **asked: object) -> Board:
    given = QueryDict(mutable=True)
    given.update({name: str(value) for name, value in asked.items()})
    return Board(question(given, who.actor))


def length(url: str, who: Member) -> int:
    """How many rows the list behind an address has, by the filter that the list itself uses."""
    asked = QueryDict(unescape(url).partition("?")[2])
    chosen = CaseFilter(asked, queryset=cases_of(who.actor), role=who.actor.role)
    assert chosen.form.is_valid(), chosen.form.errors
    return int(chosen.qs.count())


def numbers(board: Board) -> list[tuple[str, Any]]:
    """Every number of a page with the address it opens."""
    lines = [*board.units, *board.sources, *board.strengths, *board.months]
    found: list[tuple[str, Any]] = [
        (url, line.values[code]) for line in lines for code, url in line.urls.items() if code not in SHARES
    ]
    for indicator in DEATHS:
        shown = board.shown(indicator.code)
        found.append((shown.url, shown.figure.numerator))
    return found


def test_every_number_is_the_length_of_its_list(clean_up: CleanUp) -> None:
    """For the whole area this year, on a past evening, for a month, and for one unit."""
    unit, who = clean_up.cast.east_station.pk, clean_up.city_officer
    empty = {code for code in SETS if not board_of(who).tally.total[code]}
    assert empty == set()
    for asked in ({}, {"on": date(2017, 4, 24)}, {"period": "month"}, {"unit": unit}):
        found = [(url, value, length(url, who)) for url, value in numbers(board_of(who, **asked)) if url]
        assert len(found) > 50
        assert [one for one in found if one[1] != one[2]] == []


def test_what_the_clean_up_says(clean_up: CleanUp) -> None:
    board = board_of(clean_up.city_officer)
    total = board.tally.total
    counted = {code: total[code] for code in SETS}
    assert counted == {
        "all": 15, "open": 9, "late": 4, "decide_late": 2, "verify_late": 1, "serve_late": 1, "held": 1, "noticed": 5,
        "to_serve": 1, "running": 2, "running_out": 1, "opened": 15, "cancelled": 3, "declared": 1, "ex_officio": 2,
        "alive": 1, "no_match": 1, "already": 1, "revoked": 1, "lagged": 3, "dated": 3, "within_30": 1, "ended": 6,
    }  # fmt: skip
    # Told on 1 February and cancelled on 10 March; told on 20 March and cancelled on 24 and 25 April.
    assert (total["lag_median"], total["lag_p90"]) == (36, 37)
    assert_adds_up(board)


def assert_adds_up(board: Board) -> None:
    """Every breakdown counts each case once."""
    for lines in (board.units, board.sources):
        for code in ("all", "open", "late", "opened", "cancelled"):
            assert sum(line.values[code] or 0 for line in lines) == board.tally.total[code]
    *strengths, total = board.strengths
    for code in total.values:
        assert sum(line.values[code] or 0 for line in strengths) == total.values[code]


def test_an_evening_asked_again_says_the_same(clean_up: CleanUp) -> None:
    evening = date(2017, 4, 24)
    past = board_of(clean_up.city_officer, on=evening).tally.total
    assert (past["open"], past["cancelled"], past["alive"], past["revoked"]) == (4, 2, 1, 0)
    now = board_of(clean_up.city_officer)
    for month in now.months[:-1]:
        last = (month.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        then = board_of(clean_up.city_officer, on=last, period="month").tally.total
        assert {
            code: month.values[code] for code in ("open", "late", "opened", "declared", "ex_officio")
        } == {code: then[code] for code in ("open", "late", "opened", "declared", "ex_officio")}, month.first
    assert (now.months[-1].values["open"], now.months[-1].values["late"]) == (
        now.tally.total["open"],
        now.tally.total["late"],
    )


def test_the_cases_say_now_what_their_steps_say_tomorrow(clean_up: CleanUp) -> None:
    """Today's numbers are read from the cases, those of an evening gone by from the steps."""
    today = board_of(clean_up.city_officer, on=TODAY)
    at(TODAY + timedelta(days=1))
    tomorrow = board_of(clean_up.city_officer, on=TODAY)
    assert tomorrow.tally.groups == today.tally.groups
    assert tomorrow.months == today.months


@pytest.mark.parametrize(
    ("told", "cancelled", "days"),
    [
        (date(2017, 3, 1), date(2017, 3, 1), 0),
        (date(2017, 2, 28), date(2017, 3, 1), 1),
        (date(2020, 2, 28), date(2020, 3, 1), 2),
        (date(2017, 12, 31), date(2018, 1, 31), 31),
    ],
)
def test_the_lag_is_counted_in_days_from_the_first_strong_word(
    cast: Cast, told: date, cancelled: date, days: int
) -> None:
    at(cancelled, hour=23)
    died = told - timedelta(days=20)
    scene = make_scene(cast)
    scene.signal(
        "C", source="NEIGHBOUR", organisation=None, received_on=told - timedelta(days=9), died_on=None
    )
    scene.signal("A", received_on=told, died_on=died)
    scene.signal("B", source="FUNERAL_BENEFIT", received_on=cancelled, died_on=died)
    for paper in ("HOUSEHOLD_BOOK", "DECEASED_ID_CARD", "DEATH_CERTIFICATE"):
        scene.paper(paper)
    scene.take("declare", died_on=died, declarant="李小山", by=cast.clerk.actor)
    board = board_of(cast.county_officer, period="ever")
    assert (board.tally.total["lag_median"], board.tally.total["lag_p90"]) == (days, days)
    assert [line.code for line in board.sources] == ["CREMATION"]
    within = (cancelled - died).days <= 30
    assert board.tally.total["within_30"] == within


def test_one_sees_the_numbers_of_ones_own_area(clean_up: CleanUp, client: Client) -> None:
    cast = clean_up.cast
    seen = {
        who.actor.name: board_of(who).tally.total["open"]
        for who in (cast.chief, cast.west_chief, cast.supervisor)
    }
    assert seen == {cast.chief.actor.name: 8, cast.west_chief.actor.name: 1, cast.supervisor.actor.name: 9}
    sign_in(client, cast.west_chief)
    asked = {unit: client.get(PAGE, {"unit": unit}).status_code for unit in (cast.east_station.pk, "x")}
    assert set(asked.values()) == {404}
    assert client.get(PAGE, {"unit": cast.west_station.pk}).status_code == 200


@pytest.mark.parametrize("name", ["clerk", "committee", "liaison", "sys_admin", "audit_admin", "citizen"])
def test_who_does_not_lead_is_refused(cast: Cast, client: Client, name: str) -> None:
    sign_in(client, getattr(cast, name))
    assert client.get(PAGE).status_code == 403
    assert client.get(reverse("supervision:download", args=["units", "csv"])).status_code == 403


def test_three_clicks_from_a_red_number_to_the_row(clean_up: CleanUp, client: Client) -> None:
    page = sign_in(client, clean_up.cast.chief).get(PAGE).content.decode()
    (url,) = re.findall(r'tone-overdue"><a href="([^"]+)"', page)
    rows = client.get(unescape(url)).content.decode()
    case = re.search(r'href="(/cases/[0-9a-f-]{36}/)"', rows)
    assert case
    assert client.get(case[1]).status_code == 200
    # Who only supervises reads masked names in the same list.
    masked = sign_in(client, clean_up.cast.supervisor).get(unescape(url)).content.decode()
    assert "李大" in rows
    assert "李大" not in masked
    assert "李**" in masked


def test_a_day_to_come_is_refused_in_words(cast: Cast, client: Client) -> None:
    at(TODAY)
    answer = sign_in(client, cast.chief).get(PAGE, {"on": TODAY + timedelta(days=1)})
    assert answer.context["question"].on == TODAY
    assert "这一天还没有到" in answer.content.decode()


# ---------------------------------------------------------------- outside readers


@pytest.mark.parametrize(("base", "said"), [(0, None), (1, None), (4, None), (5, 0.4), (20, 0.1)])
def test_shares_of_fewer_than_five_are_withheld_outside(base: int, said: float | None) -> None:
    found = figure(BY_CODE["within_30"], {"within_30": 2, "dated": base}, outside=True)
    assert (found.value, found.withheld) == (said, 0 < base < 5)
    inside = figure(BY_CODE["within_30"], {"within_30": 2, "dated": base})
    assert inside.value == (2 / base if base else None)


@pytest.mark.parametrize(
    ("sizes", "withheld"),
    [([9, 8, 7], []), ([9, 8, 3], [8, 3]), ([9, 4, 3], [4, 3]), ([3], [3]), ([9, 0], [])],
)
def test_a_small_line_cannot_be_found_out_from_the_total(sizes: list[int], withheld: list[int]) -> None:
    lines = [Line(str(size), str(size), {"all": size}, {}) for size in sizes]
    assert [int(line.code) for line in withhold(lines, outside=True) if line.withheld] == withheld
    assert not any(line.withheld for line in withhold(lines, outside=False))


def test_outside_readers_get_no_lists(clean_up: CleanUp, client: Client) -> None:
    page = sign_in(client, clean_up.city_officer).get(PAGE, {"outside": "on"}).content.decode()
    assert "/cases/?" not in page
    assert "&lt; 5" in page


# ---------------------------------------------------------------- to take along


def test_every_table_can_be_taken_along(clean_up: CleanUp, client: Client) -> None:
    sign_in(client, clean_up.city_officer)
    taken: dict[str, list[list[str]]] = {}
    for part in ("figures", "units", "sources", "strengths", "months"):
        answer = client.get(reverse("supervision:download", args=[part, "csv"]))
        rows = taken[part] = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        workbook = client.get(reverse("supervision:download", args=[part, "xlsx"])).content
        sheet = fastexcel.read_excel(workbook).load_sheet(0)
        assert (sheet.height, sheet.width) == (len(rows) - 1, len(rows[0])), part
        assert AuditEntry.objects.filter(act="export", object_id=f"deaths/{part}").count() == 2
    figures = {row[0]: row for row in taken["figures"]}
    assert figures["open"][2] == "9"
    assert figures["within_30"][4:7] == ["1", "3", TODAY.isoformat()]


def test_what_there_is_not_cannot_be_taken_along(cast: Cast, client: Client) -> None:
    sign_in(client, cast.county_officer)
    assert client.get(reverse("supervision:download", args=["persons", "csv"])).status_code == 404
    assert client.get(reverse("supervision:download", args=["units", "pdf"])).status_code == 404


def test_an_empty_city_says_what_will_stand_here(cast: Cast, client: Client) -> None:
    page = sign_in(client, cast.county_officer).get(PAGE).content.decode()
    assert "还没有案件" in page
