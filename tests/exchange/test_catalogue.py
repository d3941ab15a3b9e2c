"""The catalogue's linter refuses what has no ground, and says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from banji.accounts.models import Organisation
from banji.exchange import catalogue
from banji.exchange.catalogue_lint import lint
from banji.law.linter import Unlawful

GOOD = """
fields:
  - {field: name, zh: 姓名, en: name}
messages:
  - type: SOMETHING
    direction: out
    title: {zh: 某事, en: Something}
    sender: POLICE
    receivers: [HEALTH]
    purpose: {code: P, zh: 目的, en: purpose}
    source: PLAN_2017 三(三)4
    fields: [name]
    every: ""
    keep_days: 100
    receiver_keep_days: 100
"""


def findings(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    path = tmp_path / "catalogue.yaml"
    path.write_text(text)
    return [(finding.line, finding.rule) for finding in lint(path)]


def test_the_shipped_catalogue_passes() -> None:
    assert lint(catalogue.CATALOGUE) == []


@pytest.mark.parametrize(
    ("line", "instead", "found"),
    [
        ("", "", []),
        ("    source: PLAN_2017 三(三)4\n", "", [(5, "missing-field"), (5, "unknown-source")]),
        ("PLAN_2017 三(三)4", "PLAN_2017 九(九)9", [(11, "unknown-source")]),
        ("PLAN_2017 三(三)4", "NO_SUCH_LAW 1", [(11, "unknown-source")]),
        ("fields: [name]", "fields: [name, shoe_size]", [(12, "unknown-field")]),
        ("direction: out", "direction: sideways", [(6, "bad-value")]),
        ("direction: out", "direction: in", [(5, "bad-value")]),
        ("receivers: [HEALTH]", "receivers: []", [(9, "missing-field")]),
        ("receivers: [HEALTH]", "receivers: [HEALTH, HEALTH]", [(5, "duplicate")]),
        ('every: ""', "every: no.such.rule", [(13, "unknown-key")]),
        ("    keep_days: 100", "    keep_days: 3", [(14, "bad-value")]),
        ("en: Something", "en: ''", [(7, "empty-translation")]),
        ("sender: POLICE", "sender: POLICE\n    why: because", [(9, "unknown-field")]),
        ("type: SOMETHING", "type: SOMETHING\n    type: TWICE", [(6, "unreadable")]),
    ],
)
def test_each_fault_is_found_with_its_line(
    tmp_path: Path, line: str, instead: str, found: list[tuple[int, str]]
) -> None:
    assert sorted(findings(tmp_path, GOOD.replace(line, instead) if line else GOOD)) == sorted(found)


def test_a_catalogue_with_a_fault_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.yaml"
    path.write_text(GOOD.replace("PLAN_2017 三(三)4", "NO_SUCH_LAW 1"))
    with pytest.raises(Unlawful):
        catalogue._loaded(path)


def test_each_department_gets_its_own_fields() -> None:
    """Domain 7.4: HRSS gets number, name and dates; health gets number, date, sex and birth year."""
    wanted = {
        "HRSS": {"citizen_id_no", "name", "died_on", "cancelled_on"},
        "HEALTH": {"citizen_id_no", "died_on", "sex", "birth_year"},
    }
    for department, fields in wanted.items():
        entry = catalogue.entry_for("HUKOU_CANCELLED", Organisation(department=department, kind="DEPARTMENT"))
        assert entry is not None
        assert entry.allowed == fields
