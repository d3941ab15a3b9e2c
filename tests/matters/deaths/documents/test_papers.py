"""Every paper of the matter, drawn from its sample: the text, the pages, the watermark, the code.

The text is read back from the PDF itself, through the table each font carries for copying text out.
"""

import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest

from banji.documents import pictures, render

HERE = Path(__file__).parent
TEMPLATES = Path("banji/matters/deaths/documents")


def sample(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text())
    return loaded


def streams(pdf: bytes) -> list[bytes]:
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            found.append(raw)
    return found


def characters(pdf: bytes) -> set[str]:
    """All characters that can be copied out of the file (the `ToUnicode` tables of its fonts)."""
    out: set[str] = set()
    for stream in streams(pdf):
        if b"beginbfchar" in stream:
            for _, target in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", stream):
                out |= set(bytes.fromhex(target.decode()).decode("utf-16-be", "ignore"))
    return out


PAPERS = [
    ("notice_declarant", 2, "欧阳𠮷䶮死亡户口注销告知书申报义务人任意一项逾期法律依据核验"),
    ("notice_committee", 2, "欧阳𠮷䶮高洞村村民委员会督促代为申报"),
    ("service_proof", 1, "送达回证留置见证人刘㼆赵𬭚拒收"),
    ("committee_proof", 1, "兹证明丧葬骨灰经办人负责人真实性"),
    ("investigation_record", 2, "调查笔录警号指印宣读"),
    ("case_file", 4, "卷宗目录证据材料告知与送达操作记录"),
    ("notices_by_village", 9, "送达清单王㼆𬭚"),
]


@pytest.mark.parametrize(("name", "pages", "words"), PAPERS)
def test_paper(name: str, pages: int, words: str) -> None:
    pdf = render(TEMPLATES / f"{name}.typ", sample(name))
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == pages
    assert set(words) <= characters(pdf)


def test_every_template_has_a_sample_and_a_test() -> None:
    folder = Path(__file__).parents[4] / "src" / TEMPLATES
    papers = {path.stem for path in folder.glob("*.typ")} - {"notices"}
    assert papers == {name for name, *_ in PAPERS} == {path.stem for path in HERE.glob("*.json")}


@pytest.mark.parametrize("name", [name for name, *_ in PAPERS])
def test_watermark_names_user_time_and_case(name: str) -> None:
    data = sample(name)
    with_mark = pictures(TEMPLATES / f"{name}.typ", data, ppi=40)
    without = pictures(TEMPLATES / f"{name}.typ", data | {"watermark": None}, ppi=40)
    other = pictures(
        TEMPLATES / f"{name}.typ", data | {"watermark": data["watermark"] | {"user": "周卫东"}}, ppi=40
    )
    assert len(with_mark) == len(without) == len(other)
    for marked, plain, changed in zip(with_mark, without, other, strict=True):
        assert marked != plain
        assert marked != changed


def test_the_last_day_is_printed_once_it_is_known() -> None:
    template, data = TEMPLATES / "notice_declarant.typ", sample("notice_declarant")
    open_ended = pictures(template, data, ppi=60)[0]
    assert pictures(template, data | {"last_day": "2017-06-02"}, ppi=60)[0] != open_ended


def test_service_proof_is_also_a_blank_form() -> None:
    data = sample("service_proof")
    del data["service"]
    pdf = render(TEMPLATES / "service_proof.typ", data)
    assert "㼆" in characters(render(TEMPLATES / "service_proof.typ", sample("service_proof")))
    assert not set("㼆𬭚") & characters(pdf)


def test_a_case_without_relatives_or_entries_prints() -> None:
    data = sample("case_file") | {"steps": [], "evidence": [], "notices": [], "messages": [], "trail": []}
    assert "无" in characters(render(TEMPLATES / "case_file.typ", data | {"clock": {}, "closed_on": ""}))
    notice = sample("notice_committee")
    del notice["addressee"]
    assert render(TEMPLATES / "notice_committee.typ", notice)
