"""What the columns of the loader's format mean, and the headings under which people's files have them.

Which tables and columns there are says `loading.columns`; one that has no line here is offered under its own name.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import NamedTuple

from banji.register.loading.columns import COLUMNS, HOUSEHOLDS, NEEDED, PEOPLE, SIGNS
from banji.words import Words


class Kind(StrEnum):
    """How a cell is read, and how it is masked."""

    TEXT = "text"
    DATE = "date"
    CODE = "code"
    NUMBER = "number"
    PHONE = "phone"


class Column(NamedTuple):
    """A column of the format."""

    name: str
    title: Words
    meaning: Words
    headings: tuple[str, ...]
    kind: Kind
    needed: bool


TABLES = {
    HOUSEHOLDS: Words("户", "households"),
    PEOPLE: Words("人员", "people"),
    "registrations": Words("户籍变动经过", "registrations over time"),
    "events": Words("户口变动事件", "events"),
    SIGNS: Words("在世迹象", "signs of life"),
}
# A file's or a sheet's name that says what is in it.
_TABLE_NAMES = {
    HOUSEHOLDS: ("households", "户信息", "户表", "家庭户", "户籍户", "立户"),
    PEOPLE: ("people", "人员", "人口", "常住人口", "成员", "persons"),
    "registrations": ("registrations", "户籍变动", "登记经过", "历史登记"),
    "events": ("events", "变动", "事件", "迁移"),
    SIGNS: ("signs_of_life", "signs", "在世", "到窗口", "迹象"),
}


class _Known(NamedTuple):
    title: Words
    headings: tuple[str, ...]
    meaning: Words = Words("", "")
    kind: Kind = Kind.TEXT


_DAY, _CODE = Kind.DATE, Kind.CODE
_NUMBERS = (
    *("公民身份号码", "身份证号码", "身份证号", "身份证", "公民身份证号码", "居民身份证号码", "居民身份证号", "证件号码"),
    *("身份证件号码", "身份号码"),
)  # fmt: skip

_KNOWN: dict[str, _Known] = {
    "external_ref": _Known(
        Words("人员编号", "person's reference"),
        ("人员编号", "人员id", "人员ID", "人口编号", "人员内码", "人员标识", "个人编号", "rybh", "ryid"),
        Words(
            "原系统里每人一个、永不更改的编号；以后再导入时凭它认出同一个人。不能用公民身份号码代替。",
            "The earlier system's own number of a person, which never changes: a later load knows him by it. Never"
            " the citizen number.",
        ),
    ),
    "household_no": _Known(
        Words("户号", "household number"),
        ("户号", "户编号", "户籍号", "户口号", "户口簿号", "家庭户号", "hh", "huhao"),
        Words("原系统里每户一个的编号。", "The earlier system's number of a household."),
    ),
    "household_type": _Known(
        Words("户别", "household type"),
        ("户别", "户类型", "户类别", "户口类别", "户口性质类别"),
        Words("家庭户、集体户或者公共集体户；空白按家庭户。", "Empty means a family."),
        _CODE,
    ),
    "village_code": _Known(
        Words("村（社区）区划代码", "village code"),
        ("区划代码", "行政区划代码", "村居代码", "村（居）代码", "村社区代码", "居委会代码", "所属村居代码", "12位区划代码"),
        Words("12位统计用区划代码，撤并前的旧代码也可以。", "Twelve digits; a code of before a merger does."),
    ),
    "address_text": _Known(
        Words("住址", "address as written"),
        ("住址", "户籍地址", "户籍住址", "户口所在地", "户籍地", "地址", "家庭住址", "详细地址", "居住地址"),
        Words("照原样保存，以后再对标准地址。", "Kept as it is written; matched with standard addresses later."),
    ),
    "street": _Known(Words("街路巷", "street"), ("街路巷", "街道", "路名", "街路")),
    "plate_no": _Known(Words("门牌号", "plate"), ("门牌号", "门牌", "门楼牌号")),
    "building_no": _Known(Words("楼栋号", "building"), ("楼栋号", "栋号", "楼号", "幢号")),
    "unit_no": _Known(Words("单元号", "unit"), ("单元号", "单元")),
    "floor_no": _Known(Words("楼层", "floor"), ("楼层", "层", "楼层号")),
    "room_no": _Known(Words("房号", "room"), ("房号", "室号", "房间号", "户室号")),
    "group_no": _Known(Words("村民小组", "villagers' group"), ("村民小组", "组", "小组", "组别", "社")),
    "estate": _Known(Words("小区", "estate"), ("小区", "小区名称", "院落")),
    "relation_to_head": _Known(
        Words("与户主关系", "relation to the head"),
        ("与户主关系", "户主关系", "与户主或户主关系", "关系", "家庭关系", "本人与户主关系", "yhzgx"),
        Words("户主本人是“户主”。", "The head himself is “户主”."),
        _CODE,
    ),
    "name": _Known(Words("姓名", "name"), ("姓名", "人员姓名", "名字", "xm")),
    "former_name": _Known(Words("曾用名", "former name"), ("曾用名", "又名", "别名", "原名")),
    "sex": _Known(Words("性别", "sex"), ("性别", "xb"), kind=_CODE),
    "birth_date": _Known(
        Words("出生日期", "date of birth"), ("出生日期", "出生年月日", "生日", "出生时间", "出生年月", "csrq"), kind=_DAY
    ),
    "ethnicity": _Known(Words("民族", "ethnicity"), ("民族", "族别", "mz"), kind=_CODE),
    "citizen_id_no": _Known(
        Words("公民身份号码", "citizen number"),
        (*_NUMBERS, "sfzh", "gmsfhm"),
        Words(
            "18位或者15位。错号、重号照原样登记并标记；被电子表格改成数字、丢了末几位的，退回。",
            "18 or 15 digits. A wrong or doubled one is taken as it is and marked; one that a spreadsheet has rounded"
            " is set aside.",
        ),
        Kind.NUMBER,
    ),
    "native_place": _Known(Words("籍贯", "native place"), ("籍贯", "祖籍")),
    "birth_place": _Known(Words("出生地", "place of birth"), ("出生地", "出生地点", "出生地址")),
    "education": _Known(Words("文化程度", "education"), ("文化程度", "学历", "教育程度"), kind=_CODE),
    "marital_status": _Known(Words("婚姻状况", "marital status"), ("婚姻状况", "婚姻", "婚姻状态"), kind=_CODE),
    "phone": _Known(
        Words("联系电话", "telephone"),
        ("联系电话", "电话", "手机", "手机号", "手机号码", "电话号码", "联系方式"),
        kind=Kind.PHONE,
    ),
    "valid_from": _Known(
        Words("户籍起始日", "registered since"),
        ("户籍起始日", "登记日期", "落户日期", "入户日期", "何时迁来本址", "迁入日期", "起始日期", "开始日期"),
        Words("何时起登记在这一户；空白按出生日期。", "The day on which the registration in this household began."),
        _DAY,
    ),
    "status": _Known(
        Words("户籍状态", "state"),
        ("户籍状态", "状态", "户口状态", "人员状态", "注销标志", "注销标识"),
        Words("在册或者注销；空白按在册。", "Registered or cancelled; empty means registered."),
        _CODE,
    ),
    "valid_to": _Known(
        Words("注销日期", "ended on"),
        ("注销日期", "销户日期", "注销时间", "何时注销", "终止日期", "结束日期"),
        kind=_DAY,
    ),
    "cancel_reason": _Known(
        Words("注销原因", "reason of the end"), ("注销原因", "销户原因", "注销类别", "何因注销"), kind=_CODE
    ),
    "legacy_hukou_category": _Known(
        Words("改革前户口性质", "category before the reform"),
        ("户口性质", "农业非农业", "户口类型", "原户口性质", "户口分类"),
        Words("只作历史标记，不作任何条件。", "A mark of history; a condition for nothing."),
        _CODE,
    ),
    "legacy_as_of": _Known(
        Words("户口性质截止日", "category as of"), ("户口性质截止日", "户口性质日期"), kind=_DAY
    ),
    "id_card_generation": _Known(
        Words("身份证代别", "generation of the card"),
        ("身份证代别", "证件代别", "几代证", "身份证类型"),
        kind=_CODE,
    ),
    "id_card_issued_on": _Known(
        Words("身份证签发日期", "card issued on"),
        ("身份证签发日期", "签发日期", "发证日期", "有效期起"),
        kind=_DAY,
    ),
    "id_card_valid_to": _Known(
        Words("身份证有效期止", "card valid until"),
        ("身份证有效期止", "有效期至", "有效期止", "证件有效期", "有效期限"),
        Words("“长期”照写。", "“长期” (for good) may stand as it is."),
        _DAY,
    ),
    "kind": _Known(Words("种类", "kind"), ("种类", "类型", "事件类型", "变动类型", "业务类型"), kind=_CODE),
    "happened_on": _Known(
        Words("发生日期", "happened on"), ("发生日期", "办理日期", "日期", "业务日期", "见到日期"), kind=_DAY
    ),
    "event_date": _Known(
        Words("变动日期", "day of the event"), ("变动日期", "发生日期", "事件日期", "业务日期"), kind=_DAY
    ),
    "source": _Known(Words("来源", "source"), ("来源", "来源单位", "数据来源", "办理窗口")),
    "reason": _Known(Words("原因", "reason"), ("原因", "变动原因", "事由")),
    "seq": _Known(Words("当日顺序", "order within the day"), ("顺序", "序号", "当日顺序")),
}  # fmt: skip


@cache
def columns_of(table: str) -> tuple[Column, ...]:
    """The columns of a table of the format, in its order. Raises `KeyError` for no table of it."""
    return tuple(_column(table, name) for name in COLUMNS[table])


def column(table: str, name: str) -> Column:
    return next(column for column in columns_of(table) if column.name == name)


def title_of(table: str) -> Words:
    return TABLES.get(table, Words(table, table))


def tables() -> tuple[str, ...]:
    """The tables of the format, in the order in which they refer to each other."""
    return tuple(COLUMNS)


def table_named(*names: str) -> str:
    """The table that the name of a sheet or a file speaks of, '' if none."""
    for name in names:
        for table in tables():
            if any(word in name.lower() for word in _TABLE_NAMES.get(table, (table,))):
                return table
    return ""


def _column(table: str, name: str) -> Column:
    known = _KNOWN.get(name, _Known(Words(name, name.replace("_", " ")), (), kind=_kind(name)))
    headings = (name, *known.headings)
    return Column(name, known.title, known.meaning, headings, known.kind, name in NEEDED[table])


def _kind(name: str) -> Kind:
    return Kind.DATE if name.endswith(("_on", "_date", "_as_of")) else Kind.TEXT
