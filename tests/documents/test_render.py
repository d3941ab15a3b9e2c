"""Papers: text stays text, rare characters are drawn, the same data give the same bytes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from banji.documents import DocumentError, drawing, pictures, qr_svg, render, undrawable

PRINTED = {"printed_at": "2017-05-02T10:15:00+08:00"}
PAGE = """#import "/banji/documents/house.typ": *
#show: document_page.with(title: "T", number: get(data, "number"))
#data.name #paper_end
"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A one-line template in a package of its own, beside the real house style."""
    style = Path("banji/documents/house.typ")
    (tmp_path / style.parent).mkdir(parents=True)
    (tmp_path / style).write_text((drawing.PACKAGES / style).read_text())
    (tmp_path / "page.typ").write_text(PAGE)
    monkeypatch.setattr(drawing, "PACKAGES", tmp_path)
    drawing._compiler.cache_clear()
    yield tmp_path / "page.typ"
    drawing._compiler.cache_clear()


def test_a_paper_is_pdf_a_and_the_same_data_give_the_same_bytes(page: Path) -> None:
    first = render(page, PRINTED | {"name": "欧阳文"})
    assert first.startswith(b"%PDF-1.7")
    assert re.search(rb"pdfaid:part[^0-9]*2", first)
    assert first == render(page, PRINTED | {"name": "欧阳文"})
    assert first != render(page, PRINTED | {"name": "欧阳武"})


@pytest.mark.parametrize(
    "name", ['#import "/etc/passwd"', "*王*", "$x$", "#panic()", "\\u{1}", "]#evil[", "= 标题", "<b>", "@ref"]
)
def test_markup_in_data_prints_as_text(page: Path, name: str) -> None:
    """The picture equals that of the same words handed over as a raw string literal of typst."""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    literal = page.with_name("literal.typ")
    literal.write_text(PAGE.replace("#data.name", f'#"{quoted}"'))
    assert pictures(page, PRINTED | {"name": name}) == pictures(literal, PRINTED | {"name": name})


@pytest.mark.parametrize("character", list("𠮷䶮㼆𬭚㛃𰻞·"))
def test_rare_characters_are_drawn(page: Path, character: str) -> None:
    """PDF/A refuses a glyph that is not there, so a file means that the character was drawn."""
    assert not undrawable(character)
    drawn, blank = (pictures(page, PRINTED | {"name": name})[0] for name in (character, ""))
    assert drawn != blank
    assert render(page, PRINTED | {"name": character})


def test_a_character_without_a_glyph_is_spelt_as_its_code(page: Path) -> None:
    private_use = "\ue863"
    assert undrawable(f"王{private_use}") == {private_use}
    spelt = pictures(page, PRINTED | {"name": "王〔U+E863〕"})
    assert pictures(page, PRINTED | {"name": f"王{private_use}"}) == spelt
    assert render(page, PRINTED | {"name": private_use})


@pytest.mark.parametrize("data", [{}, {"printed_at": "yesterday"}, {"printed_at": "2017-05-02T10:15:00"}])
def test_a_paper_needs_the_time_of_its_printing(page: Path, data: dict[str, str]) -> None:
    with pytest.raises(DocumentError, match="printed_at"):
        render(page, data | {"name": "王"})


def test_missing_data_are_named(page: Path) -> None:
    with pytest.raises(DocumentError, match=r"page\.typ.*name"):
        render(page, PRINTED)


def test_templates_lie_inside_the_packages(page: Path) -> None:
    with pytest.raises(DocumentError, match="inside a package"):
        render("../outside.typ", PRINTED)


def test_no_template_evaluates_its_data() -> None:
    templates = list(drawing.PACKAGES.glob("banji*/**/*.typ"))
    assert len(templates) > 8
    for template in templates:
        assert not re.search(r"\beval\s*\(|@preview", template.read_text()), template


def test_qr_is_an_svg_of_its_own() -> None:
    svg = qr_svg("https://banji.example/verify/7KQ2")
    assert svg.startswith("<svg")
    assert "<path" in svg
    assert svg != qr_svg("https://banji.example/verify/7KQ3")
