from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from banji.law import UnknownRule, load_rules
from banji.law.linter import Unlawful
from banji.law.sources import Mark

FIXTURES = Path(__file__).with_name("fixtures")
SPRING_2017, TODAY = date(2017, 3, 1), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("key", "in_2017", "national"),
    [
        ("deaths.declaration_town", "葬前", "1个月"),
        ("deaths.declaration_rural", "1个月", "1个月"),
        ("deaths.notice_period", "1个月", "30日"),
        ("unregistered.approval_level", "县级公安机关审批", "县级审核，地市级审批"),
        ("id_card.issue", "60日", "45日"),
        ("deaths.certificate_form", "2014年版四联", "2026年版，电子证照同等有效"),
        ("exchange.death_cremation.every", "1年", "1个月"),
        ("deaths.verify_period", "15日", "15日"),
        ("deaths.serve_period", "5个工作日", "5个工作日"),
        ("elderly.age", "80周岁", "80周岁"),
    ],
)
def test_what_changed_between_the_profiles(key: str, in_2017: str, national: str) -> None:
    assert load_rules("ziyang_2017", on=SPRING_2017).value(key).text.zh == in_2017
    assert load_rules("national_2021", on=TODAY).value(key).text.zh == national


def test_a_value_shows_its_source_mark_and_doubt() -> None:
    notice = load_rules(on=SPRING_2017).value("deaths.notice_period")
    assert (notice.n, notice.unit, notice.mark, notice.unsure) == (1, "month", Mark.SEED, False)
    assert notice.source.cite().endswith("（资府办发〔2017〕14号）三（三）2")
    assert load_rules(on=SPRING_2017).value("migration.permit_validity").unsure


def test_the_notice_of_the_plan_runs_a_month() -> None:
    running = load_rules(on=SPRING_2017).deadline("deaths.notice_period", date(2017, 5, 2))
    assert (running.due_on, running.act_from) == (date(2017, 6, 2), date(2017, 6, 3))


@pytest.mark.parametrize("profile", ["ziyang_2017", "national_2021"])
@pytest.mark.parametrize(("paper", "most"), [("certificate", 30), ("permit", 40)])
def test_papers_of_a_move_are_good_for_so_many_days_and_no_longer(
    profile: str, paper: str, most: int
) -> None:
    rules, key = load_rules(profile, on=TODAY), f"migration.{paper}_validity"
    for issued in (date(2026, 9, 1) + timedelta(days=n) for n in range(40)):
        assert (rules.deadline(key, issued).due_on - issued).days == most


def test_old_cases_keep_their_rules() -> None:
    before, after = (load_rules("national_2021", on=day) for day in (date(2026, 6, 30), date(2026, 7, 1)))
    assert before.value("deaths.certificate_form").choice == "V2014"
    assert after.value("deaths.certificate_form").choice == "V2026"


def test_duties_that_have_ended_are_absent() -> None:
    assert load_rules(on=date(2021, 7, 19)).find("unregistered.health_notice") is not None
    assert load_rules(on=date(2021, 7, 20)).find("unregistered.health_notice") is None
    with pytest.raises(UnknownRule, match=r"health_notice.*2021-07-20"):
        load_rules(on=date(2021, 7, 20)).value("unregistered.health_notice")


def test_before_its_time_a_profile_has_no_rules() -> None:
    assert load_rules("national_2021", on=date(2021, 9, 30)).all() == ()


def test_unknown_profile_names_the_known_ones() -> None:
    with pytest.raises(UnknownRule, match="national_2021, ziyang_2017"):
        load_rules("atlantis_2017", on=TODAY)


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("deaths.declaration_town", "n"),
        ("deaths.notice_period", "choice"),
        ("elderly.age", "yes"),
        ("calendar.weekends_are_rest", "n"),
    ],
)
def test_a_value_is_not_read_as_what_it_is_not(key: str, part: str) -> None:
    with pytest.raises(UnknownRule, match=key):
        getattr(load_rules(on=SPRING_2017).value(key), part)


def test_what_is_no_period_has_no_deadline() -> None:
    with pytest.raises(UnknownRule, match="not a period"):
        load_rules(on=SPRING_2017).deadline("elderly.age", SPRING_2017)


def test_a_city_overrides_for_its_dates_and_its_profile() -> None:
    city = [FIXTURES / "city.yaml"]
    value = load_rules(overrides=city, on=date(2018, 3, 1)).value("deaths.verify_period")
    assert (value.text.en, value.overridden, value.source.id) == (
        "10 working days",
        True,
        "INVENTED_2018_1 3",
    )
    assert load_rules(overrides=city, on=date(2018, 1, 31)).value("deaths.verify_period").n == 15
    assert load_rules(overrides=city, on=date(2020, 1, 1)).value("deaths.verify_period").n == 15
    assert load_rules("national_2021", overrides=city, on=TODAY).value("deaths.verify_period").unit == "day"


def test_an_unlawful_city_file_is_not_loaded() -> None:
    with pytest.raises(Unlawful, match="no-source"):
        load_rules(overrides=[FIXTURES / "bad_values.yaml"], on=TODAY)


def test_rules_are_cached() -> None:
    assert load_rules(on=SPRING_2017) is load_rules(on=SPRING_2017)


@pytest.mark.parametrize(("profile", "day"), [("ziyang_2017", SPRING_2017), ("national_2021", TODAY)])
def test_the_admin_page_can_show_every_value(profile: str, day: date) -> None:
    rules = load_rules(profile, on=day).all()
    assert len(rules) > 60
    for rule in rules:
        assert all((rule.title.zh, rule.title.en, rule.text.zh, rule.text.en, rule.source.cite("en"))), (
            rule.key
        )
