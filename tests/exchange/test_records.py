"""JSON as a table: read strictly, counted as its sender counts, and refused with the place of the fault."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from banji.exchange.feeds import UnreadableList
from banji.exchange.tables.files import read_tables
from banji.exchange.tables.reasons import REASONS
from banji.exchange.tables.table import Table
from banji.files.kinds import CSV, JSON, kind_of

ONE = {"姓名": "张伟", "死亡时间": "2016-03-05 08:00"}


def table(tmp_path: Path, text: str | bytes) -> Table:
    path = tmp_path / "list.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (found,) = read_tables(path)
    return found


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([ONE, ONE]),
        json.dumps([ONE, ONE], ensure_ascii=False, indent=2),
        json.dumps({"total": 2, "records": [ONE, ONE]}),
        json.dumps({"records": [ONE, ONE]}, indent=1),
        f"{json.dumps(ONE)}\n{json.dumps(ONE)}\n",
        f"{json.dumps(ONE)}\r\n{json.dumps(ONE)}",
        "\ufeff" + json.dumps([ONE, ONE]),
    ],
)
def test_every_usual_form_is_the_same_table(tmp_path: Path, text: str) -> None:
    found = table(tmp_path, text)
    assert found.rows == [tuple(ONE), tuple(ONE.values()), tuple(ONE.values())]
    assert found.first_row == 0  # the headings are row 0, the first record is row 1


def test_gb18030_is_read_too(tmp_path: Path) -> None:
    assert table(tmp_path, json.dumps([ONE], ensure_ascii=False).encode("gb18030")).rows[1][0] == "张伟"


def test_lines_are_counted_as_they_stand_in_the_file(tmp_path: Path) -> None:
    found = table(tmp_path, f"{json.dumps(ONE)}\n\n{json.dumps({'姓名': '李强', '性别': 1})}\n")
    assert found.rows == [("姓名", "死亡时间", "性别"), (*ONE.values(), ""), (), ("李强", "", "1")]


def test_a_long_number_that_is_no_text_counts_as_rounded(tmp_path: Path) -> None:
    found = table(tmp_path, '[{"a": 519901195001010013, "b": "519901195001010013", "c": 1e400, "d": null}]')
    assert found.rows[1] == ("519901195001010013", "519901195001010013", "1e400", "")
    assert (found.rounded(1, 0), found.rounded(1, 1)) == ("519901195001010", "")


@pytest.mark.parametrize(
    ("text", "code", "given"),
    [
        ("[", "json_broken", {"line": 1, "column": 2}),
        ("[]", "no_rows", {}),
        ("{}", "no_rows", {}),
        ("[{}, {}]", "no_rows", {}),
        ("[1, 2]", "json_not_a_record", {"row": 1}),
        ('[{"a": "1"}, null]', "json_not_a_record", {"row": 2}),
        ('[{"a": {"b": 1}}]', "json_nested", {"row": 1, "key": "a"}),
        ('[{"a": "1"}, {"死因": ["x"]}]', "json_nested", {"row": 2, "key": "死因"}),
        ('[{"a": "1", "a": "2"}]', "json_key_twice", {"key": "a"}),
        ('{"a": "1", "a": "2"}', "json_key_twice", {"key": "a"}),
        ('[{"a": NaN}]', "json_no_number", {"value": "NaN"}),
        ('[{"a": -Infinity}]', "json_no_number", {"value": "-Infinity"}),
        ('[{"a": "\\u0000"}]', "json_control", {"row": 1, "key": "a"}),
        ('[{"a": "\\ud800"}]', "json_control", {"row": 1, "key": "a"}),
        ('[{"a": "1"},\n {"a": }]', "json_broken", {"line": 2, "column": 8}),
        ('{"a": "1"}\n{"a": \n', "json_broken", None),
        ('{"rows": {"a": 1},\n "b": 2}', "json_no_records", {}),
        ("[" * 100_000, "json_too_deep", {}),
        ('[{"a":' * 50_000, "json_too_deep", {}),
    ],
)
def test_nonsense_is_refused_with_its_place(
    tmp_path: Path, text: str, code: str, given: dict[str, object] | None
) -> None:
    with pytest.raises(UnreadableList) as refused:
        table(tmp_path, text)
    assert refused.value.code == code
    assert given is None or refused.value.given == given
    assert all(f"{{{key}}}" in REASONS[code].zh for key in refused.value.given)


def test_what_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def code(text: str) -> str:
        with pytest.raises(UnreadableList) as refused:
            table(tmp_path, text)
        return refused.value.code

    assert code(json.dumps([{"a": "x" * 10_001}])) == "json_cell_too_long"
    assert code(json.dumps([{f"k{n}": "1" for n in range(201)}])) == "json_too_many_keys"
    monkeypatch.setattr("banji.exchange.tables.records.MOST_ROWS", 2)
    assert code(json.dumps([ONE] * 3)) == "too_many_rows"
    monkeypatch.setattr("banji.exchange.tables.records.MOST_CHARACTERS", 20)
    assert code(json.dumps([ONE])) == "json_too_large"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b'[{"a": 1}]', JSON),
        (b'\xef\xbb\xbf \n{"a": 1}', JSON),
        (b"[", JSON),
        ("[序号],姓名\n1,张伟\n".encode(), CSV),
        ("姓名,身份证号\n".encode("gb18030"), CSV),
    ],
)
def test_json_is_told_by_its_first_characters(head: bytes, kind: str) -> None:
    assert kind_of(io.BytesIO(head)) == kind
