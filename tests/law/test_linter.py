from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from banji.law.linter import Unlawful, lint, main, require_lawful
from banji.law.shipped import profile_path, shipped_files

FIXTURES = Path(__file__).with_name("fixtures")


def expected(file: Path) -> set[tuple[int, str]]:
    """The faults a fixture announces itself: `# <- rule` at the end of the faulty line."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return {
        (number, rule)
        for number, line in enumerate(lines, start=1)
        if "# <- " in line
        for rule in line.rpartition("# <- ")[2].split()
    }


@pytest.mark.parametrize(
    "name", ["bad_values", "bad_papers", "bad_sources", "bad_takeover", "bad_twice", "bad_date"]
)
def test_each_fault_is_found_on_its_line_and_nothing_else(name: str) -> None:
    file = FIXTURES / f"{name}.yaml"
    assert expected(file)
    assert {(found.line, found.rule) for found in lint([file])} == expected(file)


def test_a_file_that_is_no_yaml_names_the_line() -> None:
    (found,) = lint([FIXTURES / "bad_yaml.yaml"])
    assert (found.line, found.rule) == (4, "unreadable")


def test_a_missing_file_and_a_wrong_encoding_are_findings(tmp_path: Path) -> None:
    gone, gbk = tmp_path / "gone.yaml", tmp_path / "gbk.yaml"
    gbk.write_bytes("values: 高龄".encode("gb18030"))
    assert [(found.file, found.rule) for found in lint([gone, gbk])] == [
        (gbk, "unreadable"),
        (gone, "unreadable"),
    ]


def test_the_shipped_rules_are_lawful() -> None:
    assert lint() == []
    require_lawful()


def test_a_lawful_city_file_passes() -> None:
    assert lint([FIXTURES / "city.yaml"]) == []


def test_two_files_of_a_city_must_not_contradict_each_other(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    text = (FIXTURES / "city.yaml").read_text(encoding="utf-8")
    other.write_text(text[text.index("values:") : text.index("papers:")], encoding="utf-8")
    (found,) = lint([FIXTURES / "city.yaml", other])
    assert (found.file, found.line, found.rule) == (other, 2, "overlap")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("source: PLAN_2017 三(三)2, mark: seed", "mark: seed", "no-source"),
        (
            "value: 1, unit: month, source: PLAN_2017",
            "value: 1, unit: moon, source: PLAN_2017",
            "unknown-unit",
        ),
        ("en: Time to declare after the written notice", "en: ''", "empty-translation"),
    ],
)
def test_taking_a_source_from_a_shipped_row_is_noticed(tmp_path: Path, old: str, new: str, rule: str) -> None:
    """The rules of the shipped files, seen from outside: one row changed in a copy, found on that row."""
    lines = profile_path("ziyang_2017").read_text(encoding="utf-8").splitlines()
    row = next(line for line in lines if "deaths.notice_period" in line)
    assert old in row
    copy = tmp_path / "copy.yaml"
    copy.write_text("values:\n" + row.replace(old, new) + "\n", encoding="utf-8")
    assert [(found.line, found.rule) for found in lint([copy])] == [(2, rule)]


def test_start_up_refuses_with_every_finding() -> None:
    with pytest.raises(Unlawful) as refused:
        require_lawful([FIXTURES / "bad_papers.yaml"])
    assert {found.rule for found in refused.value.findings} >= {"forbidden-paper", "weak-ground"}
    assert "bad_papers.yaml:2: forbidden-paper:" in str(refused.value)


def test_the_command_exits_0_on_the_shipped_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert str(len(shipped_files())) in capsys.readouterr().out


def test_the_command_exits_1_with_file_and_line(capsys: pytest.CaptureFixture[str]) -> None:
    file = FIXTURES / "bad_twice.yaml"
    assert main(["--path", str(file)]) == 1
    assert capsys.readouterr().out.startswith(f"{file}:4: unreadable: ")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "city.yaml"
    shutil.copy(FIXTURES / "city.yaml", file)
    assert lint([file]) == []
    file.write_text(file.read_text(encoding="utf-8") + "wishes: []\n", encoding="utf-8")
    assert [found.rule for found in lint([file])] == ["unknown-block"]
