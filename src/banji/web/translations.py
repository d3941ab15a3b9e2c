"""`banji translations`: every sentence has its Chinese, and gettext's files are made from the text files.

English sentences stand in the code and the templates; the Chinese beside them in the app's own
`locale/zh_Hans/LC_MESSAGES/django.po`, or in that of this app when several rooms say the same.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

PACKAGES = Path(__file__).parents[2]
PO = Path("locale/zh_Hans/LC_MESSAGES/django.po")
KEYWORDS: dict[str, Any] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdifg]|%[sd]|\{\w*\}")

type Key = tuple[str, str]  # context, msgid


class Sentence(NamedTuple):
    """One translatable sentence and where it is said."""

    key: Key
    plural: str
    path: Path
    line: int


class Finding(NamedTuple):
    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        path = self.path.relative_to(PACKAGES) if self.path.is_relative_to(PACKAGES) else self.path
        return f"{path}:{self.line}: {self.message}"


def main(argv: list[str] | None = None) -> int:
    """Check, compile or update; 0 when nothing is missing."""
    parser = argparse.ArgumentParser("banji translations", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="name every sentence without Chinese")
    what.add_argument("--compile", action="store_true", help="write the .mo files")
    what.add_argument("--update", action="store_true", help="add missing sentences with an empty translation")
    asked = parser.parse_args(argv)
    if asked.compile:
        print(*compile_all(), sep="\n")
        return 0
    if asked.update:
        print(*update(), sep="\n")
        return 0
    findings = check()
    print(*findings, sep="\n", file=sys.stderr)
    return 1 if findings else 0


def check(packages: Path = PACKAGES) -> list[Finding]:
    """All that is wrong with the translations of the packages under this folder."""
    said = list(sentences(packages))
    catalogs = {app: _read(app) for app in _apps(packages)}
    common = catalogs.get(packages / "banji/web", Catalog())
    findings = [f for s in said if (f := _missing(s, catalogs.get(_owner(s.path, packages)), common))]
    for app, catalog in catalogs.items():
        used = {s.key for s in said if app in (_owner(s.path, packages), packages / "banji/web")}
        used |= {s.key for s in said} if app == packages / "banji/web" else set()
        findings += _wrong(app / PO, catalog, used)
    findings += _said_differently(catalogs)
    return sorted(findings + [f for path in _templates(packages) for f in bare_chinese(path)])


def sentences(packages: Path = PACKAGES) -> Iterator[Sentence]:
    """Every sentence of the Django rooms, from the code and from the templates."""
    for path in [*_modules(packages), *_templates(packages)]:
        text = path.read_text()
        if path.suffix != ".py":
            # One line a sentence: indentation that Python would stumble over goes, line numbers stay.
            text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).split("\n"))
        for line, message, _, context in extract(
            "python", BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
        ):
            parts = [message] if isinstance(message, str) else [m for m in message if m]
            if isinstance(context, str) and parts and parts[0] == context:
                parts = parts[1:]
            if parts and parts[0]:
                yield Sentence((context or "", parts[0]), parts[1] if len(parts) > 1 else "", path, line)


def bare_chinese(path: Path) -> Iterator[Finding]:
    """Chinese in a template that stands outside its translation tags."""
    hidden = False
    for token in Lexer(path.read_text()).tokenize():
        if token.token_type == TokenType.BLOCK and token.contents.split()[:1] in (
            ["comment"],
            ["endcomment"],
        ):
            hidden = token.contents.startswith("comment")
        if (
            token.token_type in (TokenType.TEXT, TokenType.BLOCK)
            and not hidden
            and HAN.search(token.contents)
        ):
            yield Finding(
                path, token.lineno or 1, "Chinese outside a translation tag: say it in English in {% trans %}"
            )


def compile_all(packages: Path = PACKAGES) -> list[Path]:
    """Write every .mo file anew."""
    return [_compile(app / PO) for app in _apps(packages)]


def compile_stale(packages: Path = PACKAGES) -> list[Path]:
    """Write the .mo files that are missing or older than their text; a read-only installation keeps its own."""
    stale = [app / PO for app in _apps(packages) if _is_stale(app / PO)]
    try:
        return [_compile(po) for po in stale]
    except OSError as error:
        logging.getLogger(__name__).warning("translations are not up to date: %s", error)
        return []


def update(packages: Path = PACKAGES) -> list[Path]:
    """Add what is said and not yet in its app's file, with an empty translation; return the changed files."""
    common = _read(packages / "banji/web")
    changed: dict[Path, Catalog] = {}
    for sentence in sentences(packages):
        app = _owner(sentence.path, packages)
        catalog = changed.get(app) or _read(app)
        if _entry(catalog, sentence.key) or _entry(common, sentence.key):
            continue
        msgid = (sentence.key[1], sentence.plural) if sentence.plural else sentence.key[1]
        catalog.add(msgid, context=sentence.key[0] or None)
        changed[app] = catalog
    for app, catalog in changed.items():
        (app / PO).parent.mkdir(parents=True, exist_ok=True)
        with (app / PO).open("wb") as file:
            write_po(file, catalog, width=110, no_location=True, omit_header=not (app / PO).exists())
    return [app / PO for app in changed]


def _missing(sentence: Sentence, own: Catalog | None, common: Catalog) -> Finding | None:
    found = (_entry(own, sentence.key) if own else None) or _entry(common, sentence.key)
    if found:
        return None
    return Finding(sentence.path, sentence.line, f"no Chinese for {sentence.key[1]!r}")


def _wrong(po: Path, catalog: Catalog, used: set[Key]) -> Iterator[Finding]:
    """Empty, uncertain, stale entries, and those whose placeholders differ."""
    for entry in catalog:
        msgids = entry.id if isinstance(entry.id, tuple | list) else (entry.id,)
        if not msgids[0]:
            continue
        strings = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
        line, name = entry.lineno or 1, repr(msgids[0])
        if not all(strings):
            yield Finding(po, line, f"empty translation of {name}")
        elif "fuzzy" in entry.flags:
            yield Finding(po, line, f"uncertain (fuzzy) translation of {name}")
        elif any(_placeholders(s) != _placeholders(msgids[-1]) for s in strings):
            yield Finding(po, line, f"placeholders differ in {name}")
        if ((entry.context or ""), msgids[0]) not in used:
            yield Finding(po, line, f"nobody says {name} any more")


def _said_differently(catalogs: Mapping[Path, Catalog]) -> Iterator[Finding]:
    """One sentence with two translations: Django shows that of the first room on all pages."""
    first: dict[Key, tuple[Path, Any]] = {}
    for app, catalog in catalogs.items():
        for entry in catalog:
            if not entry.id:
                continue
            key = entry.context or "", entry.id if isinstance(entry.id, str) else entry.id[0]
            other, string = first.setdefault(key, (app, entry.string))
            if string != entry.string:
                said = f"{key[1]!r} is said differently in {other.name}: say another sentence, or the same"
                yield Finding(app / PO, entry.lineno or 1, said)


def _placeholders(text: str | None) -> list[str]:
    return sorted(PLACEHOLDER.findall((text or "").replace("%%", "")))


def _entry(catalog: Catalog, key: Key) -> Any:
    return catalog.get(key[1], context=key[0] or None)


def _read(app: Path) -> Catalog:
    if not (app / PO).exists():
        return Catalog(locale="zh_Hans", charset="utf-8")
    with (app / PO).open("rb") as file:
        return read_po(file, locale="zh_Hans", charset="utf-8", abort_invalid=True)


def _compile(po: Path) -> Path:
    """Written beside and renamed, so that two processes that start together cannot disturb each other."""
    mo = po.with_suffix(".mo")
    beside = mo.with_suffix(f".{id(po):x}.tmp")
    with beside.open("wb") as file:
        write_mo(file, _read(_app(po)))
    beside.replace(mo)
    return mo


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _app(po: Path) -> Path:
    return po.parents[len(PO.parts) - 1]


def _apps(packages: Path) -> list[Path]:
    return sorted(_app(po) for po in packages.glob(f"banji*/**/{PO}"))


def _owner(path: Path, packages: Path) -> Path:
    """The app a file belongs to: the nearest folder above with `apps.py`, else the common one."""
    inside = (folder for folder in path.parents if folder.is_relative_to(packages))
    return next((folder for folder in inside if (folder / "apps.py").exists()), packages / "banji/web")


def _modules(packages: Path) -> Iterable[Path]:
    return sorted(p for p in packages.glob("banji*/**/*.py") if "migrations" not in p.parts)


def _templates(packages: Path) -> Iterable[Path]:
    return sorted(p for p in packages.glob("banji*/**/templates/**/*") if p.suffix in (".html", ".txt"))
