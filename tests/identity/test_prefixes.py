from pathlib import Path

import pytest

from banji.identity import prefixes
from banji.identity.prefixes import Span


@pytest.mark.parametrize(
    "code",
    # Ziyang's people carry the codes of four epochs, domain 4.1
    [
        "512423",
        "512427",
        "512428",
        "511022",
        "511023",
        "511026",
        "511081",
        "513901",
        "513921",
        "513922",
        "512002",
        "512021",
        "512022",
        "512081",
        "510185",
    ],
)
def test_ziyang_through_its_history(code: str) -> None:
    assert prefixes.ever_valid(code)


@pytest.mark.parametrize("code", ["", "999999", "51200", "5120020", "ABCDEF"])
def test_unknown_codes_have_no_names(code: str) -> None:
    assert not prefixes.ever_valid(code)
    assert prefixes.names(code) == ()


def test_a_code_may_have_meant_several_places_in_turn() -> None:
    assert prefixes.names("510202") == (Span("市中区", 1980, 1993), Span("渝中区", 1994, 1996))


def test_another_package_adds_its_own(tmp_path: Path) -> None:
    demo = tmp_path / "prefixes.csv"
    demo.write_text("code,name,first_year,last_year\n519981,旧县,1980,1995\n", encoding="utf-8")

    prefixes.add(demo)
    prefixes.add(demo)
    try:
        assert prefixes.names("519981") == (Span("旧县", 1980, 1995),)
        assert prefixes.ever_valid("512002")
    finally:
        prefixes.remove(demo)
    assert not prefixes.ever_valid("519981")


def test_a_broken_file_is_refused_at_once(tmp_path: Path) -> None:
    demo = tmp_path / "prefixes.csv"
    demo.write_text("code,name\n519981,旧县\n", encoding="utf-8")

    with pytest.raises(KeyError):
        prefixes.add(demo)
    assert prefixes.ever_valid("512002")
