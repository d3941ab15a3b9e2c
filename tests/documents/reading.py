"""The text of a PDF of ours, read back as somebody copies it out: run after run, without the watermark."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_ARTIFACT = re.compile(rb"/Artifact<<[^>]*/Type/Background>>BDC.*?EMC", re.DOTALL)
_INNER = (
    rb"(?:\\.|\((?:\\.|\((?:\\.|[^\\()])*\)|[^\\()])*\)|[^\\()])*"  # parentheses in pairs stand as they are
)
_TEXT = rb"\(" + _INNER + rb"\)|<[0-9A-Fa-f]+>"
_SHOWN = re.compile(
    rb"/(f\d+) [\d.]+ Tf|((?:" + _TEXT + rb")(?=Tj)|\[(?:" + _TEXT + rb"|[^\]()<>])*\](?=TJ))|(ET)\b",
    re.DOTALL,
)
_STRING = re.compile(rb"\((" + _INNER + rb")\)|<([0-9A-Fa-f]+)>", re.DOTALL)
_ESCAPED = re.compile(rb"\\(\d{1,3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """All text of all pages, a line for each run in which nothing changes."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b(?!s)", body)]
    return "".join(_page(page, objects) for page in pages)


def _page(page: bytes, objects: dict[int, bytes]) -> str:
    content = _stream(objects[_reference(page, b"Contents")])
    fonts = _fonts(objects[_reference(page, b"Resources")], objects)
    out, font = [], ""
    for name, shown, end in _SHOWN.findall(_ARTIFACT.sub(b"", content)):
        font = name.decode() or font
        out.append("\n" if end else "".join(_read(found, fonts[font]) for found in _STRING.findall(shown)))
    return re.sub(r"\n+", "\n", "".join(out))


def _read(found: tuple[bytes, bytes], glyphs: dict[int, str]) -> str:
    plain = bytes.fromhex(found[1].decode()) if found[1] else _ESCAPED.sub(_unescaped, found[0])
    return "".join(glyphs.get(int.from_bytes(plain[at : at + 2]), "") for at in range(0, len(plain) - 1, 2))


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    return bytes([int(said, 8)]) if said.isdigit() else _LETTERS.get(said, said)


def _fonts(resources: bytes, objects: dict[int, bytes]) -> dict[str, dict[int, str]]:
    return {
        name.decode(): _glyphs(_stream(objects[_reference(objects[int(number)], b"ToUnicode")]))
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
        if b"ToUnicode" in objects[int(number)]
    }


def _glyphs(table: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", table)
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "ignore") for glyph, text in pairs
    }


def _reference(body: bytes, key: bytes) -> int:
    found = re.search(rb"/" + key + rb"\s+(\d+) 0 R", body)
    assert found, key
    return int(found[1])


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    try:
        return zlib.decompressobj().decompress(
            found[1]
        )  # a last byte that looks like the end of the line is not missed
    except zlib.error:
        return found[1]
