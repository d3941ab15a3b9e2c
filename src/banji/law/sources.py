"""The register of legal bases: which document and article a demand, a deadline or a refusal rests on.

`source("PLAN_2017", "三(三)2").cite("zh-hans")` gives `《…》（资府办发〔2017〕14号）三（三）2`. Articles of laws are
named by number, `"31"`, items by a second one, `"31(3)"`; sections of plans and notices as they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from banji.law.shipped import SOURCES
from banji.law.yaml_lines import Row, read
from banji.words import Words


class UnknownSource(ValueError):
    """No such document in the register, or it has no such article there."""


class Mark(StrEnum):
    """On what kind of ground a statement stands, strongest first (`domain.md` 0)."""

    LAW = "law"
    SEED = "seed"
    STD = "std"
    PRACTICE = "practice"
    ASSUME = "assume"

    @property
    def binds(self) -> bool:
        """May something be *required* of a citizen on this ground?"""
        return self in {Mark.LAW, Mark.SEED, Mark.STD}

    @property
    def words(self) -> Words:
        return _MARKS[self]


_MARKS = {
    Mark.LAW: Words("法律、法规或者规范性文件", "law, regulation or normative document"),
    Mark.SEED: Words("本市 2017 年实施意见", "the city's plan of 2017"),
    Mark.STD: Words("国家或者行业标准", "national or police standard"),
    Mark.PRACTICE: Words("外地通行做法", "practice elsewhere"),
    Mark.ASSUME: Words("系统设定，待主管机关确认", "our setting, to be confirmed by the authority"),
}


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `text` is a quotation; where the wording is not at hand, `says` is a paraphrase of ours."""

    at: str
    text: str
    says: str
    en: str
    unsure: bool

    @property
    def quoted(self) -> bool:
        return bool(self.text)

    def in_language(self, code: str) -> str:
        """The quotation in 「」-free Chinese, or the paraphrase marked as such; in English our own summary."""
        if not code.lower().startswith("zh"):
            return self.en
        return self.text or f"（大意）{self.says}"


@dataclass(frozen=True, slots=True)
class Source:
    """A document of the register. Unknown dates are None; `dated` is as precise as we know it."""

    id: str
    title: Words
    number: str
    issuer: Words
    dated: str
    in_force_from: date | None
    repealed: bool
    repealed_since: date | None
    mark: Mark
    text_checked: bool
    unsure: bool
    note: Words
    articles: Mapping[str, Article]

    def repealed_on(self, day: date) -> bool:
        """Was it repealed on that day? A repeal whose date nobody knows counts always: better warned than misled."""
        return self.repealed and (self.repealed_since is None or day >= self.repealed_since)

    def in_force_on(self, day: date) -> bool:
        """In force as far as the register knows; an unknown beginning does not count against it."""
        begun = self.in_force_from is None or day >= self.in_force_from
        return begun and not (self.repealed_since is not None and day >= self.repealed_since)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a document: what a demand, a deadline or a refusal names."""

    source: Source
    article: Article | None

    @property
    def id(self) -> str:
        """The form used in our YAML and code: `PLAN_2017 三(三)2`."""
        return f"{self.source.id} {self.article.at}" if self.article else self.source.id

    @property
    def mark(self) -> Mark:
        return self.source.mark

    @property
    def unsure(self) -> bool:
        return self.source.unsure or (self.article is not None and self.article.unsure)

    @property
    def text(self) -> Words:
        """What the article says; empty for a citation of a whole document."""
        if self.article is None:
            return Words("", "")
        return Words(self.article.in_language("zh"), self.article.in_language("en"))

    def repealed_on(self, day: date) -> bool:
        return self.source.repealed_on(day)

    def cite(self, language: str = "zh-hans") -> str:
        """One line for a notice or a refusal, as officials write it."""
        named = _named(self.source, language)
        return named + (_article_name(self.article.at, language) if self.article else "")

    def __str__(self) -> str:
        return self.cite()


def _named(source: Source, language: str) -> str:
    title = source.title.in_language(language)
    if language.lower().startswith("zh"):
        title = title if source.mark in {Mark.PRACTICE, Mark.ASSUME} else f"《{title}》"
        return f"{title}（{source.number}）" if source.number else title
    return f"{title} ({source.number})" if source.number else title


_ARTICLE = re.compile(r"(\d+)(?:\((\d+)\))?")


def _article_name(at: str, language: str) -> str:
    plain = _ARTICLE.fullmatch(at)
    if not language.lower().startswith("zh"):
        return f", Art. {at}" if plain else f", {at}"
    if not plain:
        return at.replace("(", "（").replace(")", "）")
    item = f"第（{_chinese_number(int(plain[2]))}）项" if plain[2] else ""
    return f"第{_chinese_number(int(plain[1]))}条{item}"


def _chinese_number(n: int) -> str:
    """1 … 1999 as articles are numbered: 十二, 一百零三, 一千二百六十."""
    digits = "零一二三四五六七八九"
    out = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, unit)
        if digit:
            out += digits[digit] + name
        elif out and n and not out.endswith("零"):
            out += "零"
    return out.removeprefix("一") if out.startswith("一十") else out


class SourceRegister:
    """The shipped register and, on top of it, the documents a city's own files bring."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = dict(sources)

    def __iter__(self) -> Iterator[Source]:
        return iter(self._sources.values())

    def __contains__(self, source_id: str) -> bool:
        return source_id in self._sources

    def cite(self, reference: str) -> Citation:
        """`"PLAN_2017 三(三)2"` or `"PIPL"` → the citation. Raises `UnknownSource`."""
        source_id, _, at = reference.partition(" ")
        return self.get(source_id, at.strip() or None)

    def get(self, source_id: str, at: str | None = None) -> Citation:
        found = self._sources.get(source_id)
        if found is None:
            raise UnknownSource(f"no source {source_id!r} in the register of legal bases")
        if at is None:
            return Citation(found, None)
        if at not in found.articles:
            known = ", ".join(found.articles) or "none"
            raise UnknownSource(f"the register holds no article {at!r} of {source_id}; it holds: {known}")
        return Citation(found, found.articles[at])

    def with_files(self, *paths: Path) -> SourceRegister:
        """This register and the `sources:` blocks of more files (a city's own documents)."""
        return self.with_rows(row for path in paths for row in read(path).rows("sources"))

    def with_rows(self, rows: Iterable[Row]) -> SourceRegister:
        """This register and more rows in the form of `sources.yaml`."""
        more = [_source(row) for row in rows]
        return SourceRegister(self._sources | {source.id: source for source in more})


def _words(row: Row, key: str) -> Words:
    said = row.get(key)
    return Words(str(said.get("zh", "")), str(said.get("en", ""))) if isinstance(said, Row) else Words("", "")


def _article(row: Row) -> Article:
    return Article(
        at=str(row["at"]), text=str(row.get("text") or ""), says=str(row.get("says") or ""), en=str(row["en"]),
        unsure=bool(row.get("unsure", False)),
    )  # fmt: skip


def _source(row: Row) -> Source:
    articles = [_article(item) for item in row.rows("articles")]
    return Source(
        id=str(row["id"]),
        title=_words(row, "title"),
        number=str(row.get("number") or ""),
        issuer=_words(row, "issuer"),
        dated=str(row.get("dated") or ""),
        in_force_from=row.get("in_force_from"),
        repealed=bool(row.get("repealed", False)),
        repealed_since=row.get("repealed_since"),
        mark=Mark(row["mark"]),
        text_checked=bool(row.get("text_checked", False)),
        unsure=bool(row.get("unsure", False)),
        note=_words(row, "note"),
        articles={article.at: article for article in articles},
    )


@cache
def register(*city_files: Path) -> SourceRegister:
    """The shipped register, with the documents a city's own files bring."""
    return SourceRegister({}).with_files(SOURCES, *city_files)


def source(source_id: str, at: str | None = None) -> Citation:
    """The citation of a document, or of an article of it. Raises `UnknownSource`.

    >>> source("CIVIL_CODE", "201").cite()
    '《中华人民共和国民法典》第二百零一条'
    """
    return register().get(source_id, at)


def require_source(citation: Citation | None) -> Citation:
    """For tables in code (procedures): a demand without a source cannot be loaded. Raises `UnknownSource`."""
    if citation is None:
        raise UnknownSource("a demand needs a source: name a document of the register and its article")
    known = register()
    if citation.source.id in known:
        known.get(citation.source.id, citation.article.at if citation.article else None)
    elif not citation.source.title.zh:
        raise UnknownSource(f"source {citation.source.id!r} has no title and is not in the register")
    return citation
