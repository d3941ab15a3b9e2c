"""`banji match`: files in, a file out, counts that add up."""

import csv

import pyarrow.csv
import pyarrow.parquet
import pytest
from tests.matching.tables import number, person, register_table, row

from banji.matching.command import CANDIDATE_COLUMNS, OUT_COLUMNS, main

BORN = "1950-01-12"
LISTED = [
    row("王建国", BORN, citizen_id_no=number(BORN)),
    row("李四海", "1961-01-01", citizen_id_no=number(BORN)),
    row("=cmd|' /C calc'!A1", "1999-09-09"),
]


@pytest.fixture
def files(tmp_path):
    register, listed, out = tmp_path / "R.parquet", tmp_path / "L.csv", tmp_path / "OUT.csv"
    pyarrow.parquet.write_table(register_table(person("=p+1", "王建国", BORN)), register)
    write_list(listed, LISTED)
    return register, listed, out


def write_list(path, rows, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def run(files, *more):
    register, listed, out = files
    code = main(["--register", str(register), "--list", str(listed), "--out", str(out), *more])
    with out.open(encoding="utf-8-sig", newline="") as file:
        return code, list(csv.DictReader(file))


def test_each_row_gets_its_line_and_the_counts_add_up(files, capsys):
    code, lines = run(files)
    assert code == 0
    assert tuple(lines[0]) == OUT_COLUMNS
    assert [(line["row"], line["outcome"]) for line in lines] == [
        ("1", "suggest"),
        ("2", "conflict"),
        ("3", "none"),
    ]
    assert lines[0]["reasons"].startswith("号码相符 +24 · ")
    assert "名单 3 行 = 建议 1 + 待核 0 + 冲突 1 + 无 1" in capsys.readouterr().out


def test_the_people_to_choose_from_come_in_a_file_of_their_own(files, tmp_path):
    path = tmp_path / "C.csv"
    run(files, "--candidates", str(path))
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert tuple(lines[0]) == CANDIDATE_COLUMNS
    assert [(line["row"], line["rank"], line["person_id"]) for line in lines] == [
        ("1", "1", "'=p+1"),
        ("2", "1", "'=p+1"),
    ]


def test_in_english(files, capsys):
    _, lines = run(files, "--language", "en")
    assert lines[0]["reasons"].startswith("number agrees +24 · ")
    assert "3 rows = 1 suggested + 0 to review + 1 in conflict + 1 not found" in capsys.readouterr().out


def test_nothing_comes_alive_in_a_spreadsheet(files):
    _, lines = run(files)
    assert lines[0]["person_id"] == "'=p+1"
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line.values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_list_may_be_utf_8_or_gb18030(files, encoding):
    write_list(files[1], LISTED, encoding)
    assert [line["outcome"] for line in run(files)[1]] == ["suggest", "conflict", "none"]


def test_the_register_may_be_csv(files, tmp_path):
    register = tmp_path / "R.csv"
    pyarrow.csv.write_csv(register_table(person("p", "王建国", BORN)), register)
    assert run((register, *files[1:]))[1][0]["person_id"] == "p"


def test_columns_a_list_may_lack_are_taken_as_unknown_and_named(files, capsys):
    write_list(files[1], [{"name": "王建国", "citizen_id_no": number(BORN)}])
    code, lines = run(files)
    assert (code, lines[0]["outcome"]) == (0, "suggest")
    assert "sex, birth_date, village_code, address" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"sex,birth_date\n1,1950-01-01\n", "name"),
        (b"name,sex\n\xe7\x8e\x8b,1\n", "citizen_id_no nor birth_date"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a,b\n1,2\n", "none of the columns"),
        (b"", "none of the columns"),
        (b"name,birth_date\nx,1950-01-01,extra\n", "line 2"),
    ],
)
def test_a_bad_list_is_refused_with_a_sentence_and_nothing_is_written(files, capsys, content, said):
    register, listed, out = files
    listed.write_bytes(content)
    assert main(["--register", str(register), "--list", str(listed), "--out", str(out)]) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_a_register_without_a_column_is_refused(files, capsys):
    pyarrow.parquet.write_table(register_table().drop_columns(["village_code"]), files[0])
    assert main(["--register", str(files[0]), "--list", str(files[1]), "--out", str(files[2])]) == 2
    assert "village_code" in capsys.readouterr().err


def test_a_truncated_register_is_refused(files, capsys):
    files[0].write_bytes(files[0].read_bytes()[:500])
    assert main(["--register", str(files[0]), "--list", str(files[1]), "--out", str(files[2])]) == 2
    assert "banji match: " in capsys.readouterr().err
    assert not files[2].exists()


def test_columns_of_other_types_are_read_as_text(files):
    table = register_table(person("p", "王建国", BORN, citizen_id_no="519901195001120012"))
    born = table.schema.get_field_index("birth_date")
    table = table.set_column(born, "birth_date", table["birth_date"].cast("date32"))
    village = table.schema.get_field_index("village_code")
    table = table.set_column(village, "village_code", table["village_code"].cast("int64"))
    pyarrow.parquet.write_table(table, files[0])
    write_list(files[1], [row("王建国", BORN)])
    assert run(files)[1][0]["reasons"] == "出生日期相符 +14 · 姓名相符（极常见） +9 · 性别相符 +1 · 村相符 +9"


def test_a_missing_file_is_a_sentence(files, capsys):
    assert main(["--register", "nowhere.parquet", "--list", str(files[1]), "--out", str(files[2])]) == 2
    assert "nowhere.parquet" in capsys.readouterr().err


def test_a_header_alone_is_an_empty_list(files):
    files[1].write_text("name,birth_date\n", encoding="utf-8")
    assert run(files) == (0, [])
