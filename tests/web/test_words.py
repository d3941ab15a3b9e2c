from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from banji.web import words


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "2017年1月31日 (周二)"), ("en", "Tue 31 Jan 2017")],
)
def test_a_day(language: str, said: str) -> None:
    with translation.override(language):
        assert words.day(date(2017, 1, 31)) == said
        assert words.day(None) == ""


def test_a_moment_is_said_in_city_time() -> None:
    with translation.override("zh-hans"):
        assert words.moment(datetime(2017, 1, 30, 16, 5, tzinfo=UTC)) == "2017年1月31日 (周二) 00:05"


@pytest.mark.parametrize(
    ("due", "zh", "en", "tone"),
    [
        (date(2017, 5, 8), "逾期 2 天", "2 days overdue", "overdue"),
        (date(2017, 5, 9), "逾期 1 天", "1 day overdue", "overdue"),
        (date(2017, 5, 10), "今天是最后一天", "last day today", "soon"),
        (date(2017, 5, 16), "还剩 6 天", "6 days left", "soon"),
        (date(2017, 5, 17), "还剩 7 天", "7 days left", "working"),
    ],
)
def test_a_clock(due: date, zh: str, en: str, tone: str) -> None:
    for language, said in (("zh-hans", zh), ("en", en)):
        with translation.override(language):
            assert words.clock(due, date(2017, 5, 10)) == (said, tone)


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"),
    [(1834, 2006, "91.4 %"), (0, 5, "0.0 %"), (3, 0, "–"), (None, 5, "–"), (20358, 1, "2,035,800.0 %")],
)
def test_a_share(numerator: int | None, denominator: int, said: str) -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert words.percent(numerator, denominator) == said


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [(0, "0 seconds", "0 秒"), (1, "1 second", "1 秒"), (95, "2 minutes", "2 分钟"), (3600, "1 hour", "1 小时"), (200000, "2 days", "2 天")],
)  # fmt: skip
def test_a_duration(seconds: int, en: str, zh: str) -> None:
    for language, said in (("en", en), ("zh-hans", zh)):
        with translation.override(language):
            assert words.duration(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("number", "groups"),
    [
        ("519901193108160018", ("519901", "19310816", "0018")),
        ("519901310816001", ("519901", "310816", "001")),
        ("E12345678", ("E12345678",)),
    ],
)
def test_number_groups_lose_nothing(number: str, groups: tuple[str, ...]) -> None:
    assert words.id_groups(number) == groups
    assert "".join(groups) == number
