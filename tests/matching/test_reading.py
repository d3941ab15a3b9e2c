"""How registers are read: from their files, and what addresses say."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.matching.tables import ADDRESS, TOKENS, list_table, person, register_table, row

from banji.matching import MissingColumns, prepare_list, prepare_register
from banji.matching.files import read_register


def test_a_file_of_several_row_groups_is_the_register_whole(tmp_path: Path) -> None:
    table = register_table(person("p", "王建国", "1950-01-12", address=ADDRESS, former_name="王国"))
    pq.write_table(table, tmp_path / "R.parquet", row_group_size=70)
    read = prepare_register(read_register(tmp_path / "R.parquet"), TOKENS)
    assert len(list(read_register(tmp_path / "R.parquet"))) > 1
    assert read.table.to_pydict() == prepare_register(table, TOKENS).table.to_pydict()


def test_dates_may_be_dates_and_a_file_may_be_empty_or_lack_a_column(tmp_path: Path) -> None:
    path = tmp_path / "R.parquet"
    table = register_table()
    dates = pa.array([date(1950, 1, 12)] * len(table))
    pq.write_table(table.drop_columns(["birth_date"]).append_column("birth_date", dates), path)
    assert prepare_register(read_register(path), TOKENS).table["born"][0].as_py() == date(1950, 1, 12)
    pq.write_table(table.slice(0, 0), path)
    assert len(prepare_register(read_register(path), TOKENS).table) == 0
    pq.write_table(table.drop_columns(["village_code"]), path)
    with pytest.raises(MissingColumns, match="village_code"):
        prepare_register(read_register(path), TOKENS)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("四川省资阳市安岳县岳阳镇棋盘村3组12号", ("岳阳镇", "棋盘", "3组12号")),
        ("安岳县岳阳镇　棋盘村３组", ("岳阳镇", "棋盘", "3组")),
        ("雁江区莲花街道办事处雁中社区居委会建设路18号", ("莲花街道", "雁中", "建设路18号")),
        ("岳阳镇3社区12号", ("岳阳镇", "3", "12号")),
        ("莲花街道办事处村12社区9号", ("莲花街道", "村12", "12社区9号")),
        ("建设路18号", (None, None, None)),
        ("", (None, None, None)),
    ],
)
def test_what_an_address_says(address: str, place: tuple[str | None, ...]) -> None:
    read = prepare_list(list_table(row("王建国", "1950-01-12", address=address)), TOKENS).table
    assert tuple(read[column][0].as_py() for column in ("town_name", "village_name", "door")) == place
