"""What holds for any register and list."""

from random import Random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matching.tables import TOKENS, list_table, matched, number, person, register_table, row

from banji.crypto import provider
from banji.matching import MissingColumns, Prepared, match, prepare_list, prepare_register

NAMES = ("王建国", "王建军", "王健国", "张伟", "李娜", "李秀英", "")
BORN = ("1950-01-12", "1950-12-01", "1951-01-12", "")
VILLAGES = ("512002001001", "512002001002", "")
NUMBERS = (
    "",
    *(number(born, sequence) for born in BORN[:3] for sequence in (1, 2)),
    "519901500112001",
    "5.19901195001120E+17",
)

people = st.lists(
    st.builds(
        lambda i, name, born, own, village: (name, born, own, village),
        st.none(), st.sampled_from(NAMES), st.sampled_from(BORN), st.sampled_from(NUMBERS[:7]), st.sampled_from(VILLAGES),
    ), max_size=8,
)  # fmt: skip
rows = st.lists(
    st.tuples(
        st.sampled_from(NAMES), st.sampled_from(BORN), st.sampled_from(NUMBERS), st.sampled_from(VILLAGES)
    ),
    max_size=8,
)


def _people(drawn):
    return [person(f"p{i}", n, b, citizen_id_no=c, village_code=v) for i, (n, b, c, v) in enumerate(drawn)]


def _rows(drawn):
    return [row(n, b, citizen_id_no=c, village_code=v) for n, b, c, v in drawn]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people, rows, st.randoms(use_true_random=False))
def test_counts_add_up_nobody_is_suggested_twice_and_order_means_nothing(drawn_people, drawn_rows, random):
    register, listed = _people(drawn_people), _rows(drawn_rows)
    result = matched(register, listed)
    found = result.outcomes.to_pylist()
    assert [line["row"] for line in found] == list(range(1, len(listed) + 1))
    assert sum(result.counts().values()) == len(listed)
    suggested = [line["person_id"] for line in found if line["outcome"] == "suggest"]
    assert len(set(suggested)) == len(suggested)
    assert all((line["person_id"] is None) == (line["outcome"] == "none") for line in found)

    order = random.sample(range(len(listed)), len(listed))
    shuffled = matched(
        random.sample(register, len(register)), [listed[i] for i in order]
    ).outcomes.to_pylist()
    assert _content(shuffled) == _content(found)


def _content(found):
    kept = ("row_hash", "outcome", "why", "person_id", "weight", "gap", "runner_up", "reasons_zh")
    return sorted([tuple(str(line[key]) for key in kept) for line in found])


def test_an_empty_list_and_an_empty_register():
    assert sum(matched([], []).counts().values()) == 0
    nobody = prepare_register(register_table().slice(0, 0), TOKENS)
    result = match(nobody, prepare_list(list_table(row("王建国", "1950-01-12")), TOKENS))
    assert result.counts() == {"suggest": 0, "review": 0, "conflict": 0, "none": 1}


def test_a_grown_list_only_scores_what_is_new():
    register = prepare_register(
        register_table(person("p", "王建国", "1950-01-12"), person("q", "张伟", "1960-02-02")), TOKENS
    )
    first = match(register, prepare_list(list_table(row("王建国", "1950-01-12")), TOKENS))
    grown = prepare_list(list_table(row("张伟", "1960-02-02"), row("王建国", "1950-01-12")), TOKENS)
    known = set(first.outcomes["row_hash"].to_pylist())
    assert match(register, grown, skip=known).outcomes.select(["row", "person_id"]).to_pylist() == [
        {"row": 1, "person_id": "q"}
    ]


def test_the_hash_is_of_the_content_and_keyed():
    one, other = (
        prepare_list(list_table(row("王建国"), row("张伟")), TOKENS),
        prepare_list(list_table(row("张伟")), TOKENS),
    )
    assert one.table["row_hash"][1] == other.table["row_hash"][0]
    assert one.table["row_hash"][0] != one.table["row_hash"][1]


def test_three_candidates_best_first_are_kept_for_the_review_screen():
    namesakes = [person(f"p{i}", "王建国", f"19{50 + i}-01-12") for i in range(5)]
    found = matched(namesakes, [row("王建国")]).candidates.to_pylist()
    assert [line["rank"] for line in found] == [1, 2, 3]
    assert [line["weight"] for line in found] == sorted([line["weight"] for line in found], reverse=True)


def test_explain_keeps_every_step():
    result = matched([person("p", "王建国", "1950-01-12")], [row("王建国", "1950-01-12")], explain=True)
    assert next(iter(result.steps)) == "pairs"
    assert list(result.steps)[-1] == "outcomes"
    assert result.steps["scored"]["weight"].to_pylist() == result.candidates["weight"].to_pylist()


def test_reasons_read_as_words_with_weights():
    [found] = matched(
        [person("p", "王建国", "1950-01-12")], [row("王建国", sex="2", citizen_id_no=number("1950-01-12"))]
    ).outcomes.to_pylist()
    assert found["reasons_zh"] == "号码相符 +24 · 姓名相符（极常见） +9 · 性别不符 −6 · 村相符 +9"
    assert (
        found["reasons_en"]
        == "number agrees +24 · name agrees (very common) +9 · sex differs −6 · village agrees +9"
    )


def test_a_prepared_register_is_kept_in_a_private_file_without_any_number(tmp_path):
    own = number("1950-01-12")
    prepared = prepare_register(register_table(person("p", "王建国", "1950-01-12")), TOKENS)
    path = tmp_path / "snapshot.parquet"
    prepared.write(path)
    assert path.stat().st_mode & 0o777 == 0o600
    again = Prepared.read(path)
    assert again.table.equals(prepared.table)
    assert not any(
        own in str(column) or own[:15] in str(column) for column in again.table.to_pydict().values()
    )


def lasting_tokens(text: str) -> bytes:
    """As the platform's: one key for all time."""
    return provider().mac(bytes(32), text.encode())


def test_a_snapshot_brings_tokens_instead_of_numbers():
    own, born = number("1950-01-12"), "1950-01-12"
    plain = register_table(person("p", "王建国", born))
    tokens = {"token": own, "token_15": own[:6] + own[8:17], "token_first_15": own[:15]}
    others = [None] * (len(plain) - 1)
    snapshot = plain.drop_columns(["citizen_id_no"])
    for column, text in tokens.items():
        snapshot = snapshot.append_column(column, pa.array([lasting_tokens(text)[:16], *others], pa.binary()))
    listed = prepare_list(
        list_table(row("王建国", citizen_id_no=own), row("王建国", citizen_id_no=tokens["token_15"])),
        lasting_tokens,
    )
    found = match(prepare_register(snapshot, lasting_tokens), listed).outcomes["levels"].to_pylist()
    assert [levels.split()[0] for levels in found] == ["number:whole", "number:fifteen"]
    with pytest.raises(ValueError, match="lasting key"):
        prepare_register(snapshot, TOKENS)


def test_a_register_in_parts_is_the_register_whole():
    table = register_table(*(person(f"p{i}", Random(i).choice(NAMES), "1950-01-12") for i in range(50)))
    parts = [table.slice(start, 70) for start in range(0, len(table), 70)]
    assert (
        prepare_register(parts, TOKENS).table.to_pydict() == prepare_register(table, TOKENS).table.to_pydict()
    )


@pytest.mark.parametrize("missing", ["person_id", "citizen_id_no", "address"])
def test_a_missing_column_is_named(missing):
    with pytest.raises(MissingColumns, match=missing):
        prepare_register(register_table().drop_columns([missing]), TOKENS)


def test_a_list_needs_a_name_and_something_that_identifies():
    with pytest.raises(MissingColumns, match="name"):
        prepare_list(list_table(row("王建国")).drop_columns(["name"]), TOKENS)
    with pytest.raises(MissingColumns, match="citizen_id_no nor birth_date"):
        prepare_list(list_table(row("王建国")).drop_columns(["citizen_id_no", "birth_date"]), TOKENS)
