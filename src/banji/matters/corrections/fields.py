"""What of a record can be wrong, how it is written, and which closed list of papers it falls under."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from banji.identity import codes
from banji.identity.codes import UnknownCode
from banji.words import Words

NAME, SEX, BIRTH_DATE, ETHNICITY = "name", "sex", "birth_date", "ethnicity"
RELATION, ADDRESS, OTHER = "relation", "address", "other"

_DAY = re.compile(r"(\d{4})[-年]?(\d{1,2})[-月]?(\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Field:
    """`papers` is a closed list of the register, empty where it asks for none; `table` the code table of its values."""

    code: str
    title: Words
    papers: str = ""
    table: str = ""

    @property
    def in_particulars(self) -> bool:
        """Does it stand in the particulars of the person, under its own name?"""
        return self.code not in {RELATION, ADDRESS, OTHER}


_ALL = (
    Field(NAME, Words("姓名", "name"), "correct.name"),
    Field(SEX, Words("性别", "sex"), "correct.sex", "sex"),
    Field(BIRTH_DATE, Words("出生日期", "date of birth"), "correct.birth_date"),
    Field(ETHNICITY, Words("民族", "ethnicity"), "correct.ethnicity", "ethnicity"),
    Field(RELATION, Words("与户主关系", "relation to the head of household"), "correct.other", "relation"),
    Field(ADDRESS, Words("户口地址", "registered address")),
    Field(OTHER, Words("其他项目", "something else"), "correct.other"),
    Field("former_name", Words("曾用名", "former name"), "correct.name"),
    Field("native_place", Words("籍贯", "native place"), "correct.other"),
    Field("birth_place", Words("出生地", "place of birth"), "correct.other"),
    Field("education", Words("文化程度", "education"), "correct.other", "education"),
    Field("marital_status", Words("婚姻状况", "marital status"), "correct.other", "marital"),
)
FIELDS = {field.code: field for field in _ALL}
# What a citizen chooses from; what "something else" is, the officer says.
ASKED = tuple(FIELDS[code] for code in (NAME, SEX, BIRTH_DATE, ETHNICITY, RELATION, ADDRESS, OTHER))
OTHERS = tuple(field for field in _ALL if field not in ASKED)


class Unreadable(ValueError):
    """Not a value of this field. `words` says how one is written."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words.zh)


def read(field: Field, text: str) -> Any:
    """What was typed as the register keeps it: a code by code or name, a day. Raises `Unreadable`."""
    text = " ".join(text.split())
    if field.code == BIRTH_DATE:
        return _day(text)
    if not field.table:
        return text
    table = codes.table(field.table)
    if text in table:
        return text
    try:
        return table.code(text)
    except UnknownCode as unknown:
        raise Unreadable(
            Words(
                f"“{text}”不是{field.title.zh}的取值，请按标准名称填写。",
                f"“{text}” is no {field.title.en}: write its name as the standard has it.",
            )
        ) from unknown


def _day(text: str) -> date:
    if found := _DAY.fullmatch(text):
        with suppress(ValueError):
            return date(*(int(part) for part in found.groups()))
    raise Unreadable(
        Words(
            f"“{text}”不是日期，请按“1952-03-04”的样式填写。", f"“{text}” is no day: write it as 1952-03-04."
        )
    )


def written(field: Field, value: Any) -> str:
    """As a row keeps it: text that `read` takes again."""
    return value.isoformat() if isinstance(value, date) else str(value or "")


def in_chinese(field: Field, text: str) -> str:
    """A value as it is typed, which `read` takes again: the Chinese name of a code."""
    if field.table and text in codes.table(field.table):
        return codes.table(field.table).name(text)
    return text
