"""When a death may be taken as sure, when nothing moves, and when the month begins (domain 5.2)."""

from datetime import date

import pytest

from banji.cases.rules import NoticeOnFile, PaperOnFile
from banji.law.papers import paper_lists
from banji.law.profiles import load_rules
from banji.matters.deaths.rules import (
    DeathView,
    SignalOnFile,
    conflict,
    died_when,
    not_seen_in_person,
    not_served,
    notice_clock,
    proof_too_weak,
)

TODAY = date(2017, 5, 2)


def view(profile: str = "ziyang_2017", **given: object) -> DeathView:
    on = date(2022, 5, 2) if profile == "national_2021" else TODAY
    base = {"today": TODAY, "rules": load_rules(profile, on=on), "lists": paper_lists(), "state": "VERIFYING"}
    return DeathView(**{**base, **given})  # type: ignore[arg-type]


def signal(
    strength: str, source: str = "CREMATION", died_on: date | None = date(2016, 3, 5), org: int = 1
) -> SignalOnFile:
    return SignalOnFile(source, strength, died_on, org)


RECORD = PaperOnFile(1, "INVESTIGATION_RECORD")


@pytest.mark.parametrize(
    ("signals", "papers", "enough"),
    [
        ((), (), False),
        ((signal("A"),), (), True),
        ((signal("B"),), (), False),
        ((signal("B"),), (RECORD,), True),
        ((signal("B"), signal("B")), (), False),
        ((signal("B"), signal("B", "FUNERAL_BENEFIT", org=2)), (), True),
        ((signal("C"),), (RECORD,), False),
        ((signal("C"), signal("C", "NEIGHBOUR")), (), False),
        ((signal("B"), signal("C")), (), False),
    ],
)
def test_how_much_proof_is_enough(
    signals: tuple[SignalOnFile, ...], papers: tuple[PaperOnFile, ...], enough: bool
) -> None:
    assert (proof_too_weak(view(signals=signals, papers=papers)) is None) is enough


@pytest.mark.parametrize(
    ("days", "alive_on", "contradicts"),
    [
        ([date(2016, 3, 5)], (), False),
        ([date(2016, 3, 5), date(2016, 4, 5)], (), False),
        ([date(2016, 3, 5), date(2016, 4, 6)], (), True),
        ([date(2016, 3, 5), None], (), False),
        ([date(2016, 3, 5)], (date(2016, 3, 7),), True),
        ([date(2016, 3, 5)], (date(2016, 3, 5),), False),
        ([None], (date(2016, 3, 7),), False),
    ],
)
def test_what_contradicts_a_death(
    days: list[date | None], alive_on: tuple[date, ...], contradicts: bool
) -> None:
    seen = view(signals=tuple(signal("A", died_on=day) for day in days), alive_on=alive_on)
    assert (conflict(seen) is not None) is contradicts


DECLARANT = NoticeOnFile(1, "DECLARANT", date(2017, 5, 1), date(2017, 5, 2))
COMMITTEE = NoticeOnFile(2, "COMMITTEE", date(2017, 5, 1), date(2017, 5, 4))
COMMITTEE_UNSERVED = NoticeOnFile(2, "COMMITTEE", date(2017, 5, 1), None)


@pytest.mark.parametrize(
    ("profile", "notices", "begins"),
    [
        ("ziyang_2017", (), None),
        ("ziyang_2017", (DECLARANT,), date(2017, 5, 2)),
        ("ziyang_2017", (DECLARANT, COMMITTEE), date(2017, 5, 4)),
        ("ziyang_2017", (DECLARANT, COMMITTEE_UNSERVED), None),
        ("national_2021", (DECLARANT, COMMITTEE_UNSERVED), date(2017, 5, 2)),
        ("national_2021", (COMMITTEE_UNSERVED,), None),
    ],
)
def test_the_month_begins_with_the_later_service_and_since_2021_with_the_first(
    profile: str, notices: tuple[NoticeOnFile, ...], begins: date | None
) -> None:
    assert notice_clock(view(profile, notices=notices)) == begins


def test_the_reason_names_the_notice_that_was_not_served() -> None:
    (reason,) = not_served(view(notices=(DECLARANT, COMMITTEE_UNSERVED)))
    assert "村（居）委会" in reason.text.zh
    assert reason.source.id == "PLAN_2017 三(三)2"


@pytest.mark.parametrize(
    ("facts", "fine"),
    [
        ({"how": "SEEN_BY_TWO", "first_witness": "李", "second_witness": "王"}, True),
        ({"how": "SEEN_BY_TWO", "first_witness": "李"}, False),
        ({"how": "VIDEO_WITH_OFFICER"}, True),
    ],
)
def test_alive_is_what_two_people_saw(facts: dict[str, object], fine: bool) -> None:
    assert (not_seen_in_person(view(facts=facts)) is None) is fine


@pytest.mark.parametrize(
    ("died_on", "alive_on", "fine"),
    [
        (date(2017, 5, 2), (), True),
        (date(2017, 5, 3), (), False),
        (date(2017, 4, 1), (date(2017, 4, 2),), False),
    ],
)
def test_a_death_lies_neither_ahead_nor_before_a_sign_of_life(
    died_on: date, alive_on: tuple[date, ...], fine: bool
) -> None:
    assert (died_when(view(facts={"died_on": died_on}, alive_on=alive_on)) is None) is fine
