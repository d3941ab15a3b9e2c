"""Columns that many lists have, under every heading we have seen for them."""

from __future__ import annotations

from banji.departments.lists.shape import Column, Kind
from banji.words import Words

NAME = Column(Words("姓名", "name"), Kind.NAME, ("姓名", "人员姓名", "name"))
NAME_OF_THE_DEAD = Column(
    Words("死者姓名", "name of the dead"),
    Kind.NAME,
    ("死者姓名", "姓名", "逝者姓名", "亡者姓名", "死亡人员姓名", "火化人员姓名", "死亡者姓名", "name"),
)
FORMER_NAME = Column(Words("曾用名", "former name"), Kind.OTHER_NAME, ("曾用名", "又名", "别名"))
SEX = Column(Words("性别", "sex"), Kind.SEX, ("性别", "死者性别", "sex"))
CITIZEN_ID_NO = Column(
    Words("公民身份号码", "citizen ID number"),
    Kind.NUMBER,
    (
        *("身份证号码", "身份证号", "身份证", "公民身份号码", "公民身份证号码", "死者身份证号码", "死者身份证号"),
        *("居民身份证号码", "居民身份证号", "证件号码", "有效证件号码", "身份证件号码", "身份号码", "社会保障号码", "社会保障号", "citizen id no", "citizen_id_no"),
    ),
)  # fmt: skip
BIRTH_DATE = Column(
    Words("出生日期", "date of birth"),
    Kind.DATE,
    ("出生日期", "出生年月日", "生日", "出生时间", "出生年月", "birth date", "birth_date"),
)
DIED_ON = Column(
    Words("死亡日期", "date of death"),
    Kind.DATE,
    (
        "死亡日期",
        "死亡时间",
        "死亡年月日",
        "逝世日期",
        "去世日期",
        "去世时间",
        "逝世时间",
        "died on",
        "died_on",
    ),
)
DOCUMENT_NO_LONGEST = 60
ADDRESS = Column(
    Words("户籍地址", "registered address"),
    Kind.TEXT,
    (
        *("户籍地址", "户籍所在地", "户口所在地", "户籍地", "户籍住址", "家庭住址", "家庭地址", "住址", "常住地址", "现住址"),
        *("生前住址", "地址", "address"),
    ),
)  # fmt: skip
