"""Every paper of the register drawn from its sample: its text word for word, its pages, the watermark, rare names."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from banji.documents import pictures, render
from tests.documents.reading import text_of

HERE = Path(__file__).parent
TEMPLATES = Path("banji/register/papers/documents")
# Points: 1 mm is 72 / 25.4 of them.
BOOK, A4, A5 = (143, 105), (210, 297), (210, 148)
PAPERS = [
    ("household_book", 8, BOOK),
    ("member_page", 2, BOOK),
    ("register_sheet", 2, A4),
    ("cancellation_proof", 1, A4),
    ("restoration_proof", 1, A4),
    ("number_letter", 1, A4),
    ("address_proof", 1, A4),
    ("migration_certificate", 1, A5),
    ("move_in_permit", 1, A5),
]
NAMES = [name for name, *_ in PAPERS]


def sample(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((HERE / "samples" / f"{name}.json").read_text())
    return loaded


@pytest.mark.parametrize(("name", "pages", "size"), PAPERS)
def test_a_paper_word_for_word(name: str, pages: int, size: tuple[int, int]) -> None:
    pdf = render(TEMPLATES / f"{name}.typ", sample(name))
    golden = (HERE / "golden" / f"{name}.txt").read_text()
    assert "周文静" in golden or "东河派出所" in golden
    assert text_of(pdf) == golden
    boxes = re.findall(rb"/Type\s*/Page\b(?!s).*?/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [tuple(round(float(side) * 25.4 / 72) for side in box) for box in boxes] == [size] * pages


def test_every_template_has_a_sample_and_a_test() -> None:
    folder = Path(__file__).parents[3] / "src" / TEMPLATES
    assert {path.stem for path in folder.glob("*.typ")} - {"papers"} == set(NAMES)
    assert {path.stem for path in (HERE / "samples").glob("*.json")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_watermark_is_on_every_page(name: str) -> None:
    data = sample(name)
    marked = pictures(TEMPLATES / f"{name}.typ", data, ppi=30)
    plain = pictures(TEMPLATES / f"{name}.typ", data | {"watermark": None}, ppi=30)
    assert len(marked) == len(plain)
    assert all(one != other for one, other in zip(marked, plain, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_a_preview_is_no_paper(name: str) -> None:
    """Crossed on every page, without number and code."""
    data = sample(name) | {"number": "", "issued_on": ""}
    del data["verify_url"]
    data |= (
        {"pages": [page | {"number": "", "issued_on": ""} for page in data["pages"]]}
        if "pages" in data
        else {}
    )
    text = text_of(render(TEMPLATES / f"{name}.typ", data))
    assert "预览无效" in text
    assert "ABC0001" not in text
    assert "https" not in text


@pytest.mark.parametrize("character", list("𠮷䶮㼆𬭚\U00030ede"))
@pytest.mark.parametrize("name", ["member_page", "cancellation_proof"])
def test_a_rare_name_is_drawn(name: str, character: str) -> None:
    data = sample(name)
    data |= (
        {"person": data["person"] | {"name": f"李{character}"}}
        if "person" in data
        else {"name": f"李{character}"}
    )
    assert f"李{character}" in text_of(render(TEMPLATES / f"{name}.typ", data))


def test_the_page_of_somebody_who_is_gone_is_stamped() -> None:
    data = sample("member_page")
    assert text_of(render(TEMPLATES / "member_page.typ", data)).startswith("死亡\n2017年2月3日\n疾病\n")
    assert "死亡" not in text_of(render(TEMPLATES / "member_page.typ", data | {"ended": None}))
