"""Why a row is refused, and what is only worth a look. A row is refused only if it cannot stand at all: a wrong or
doubled number, an odd relation, a household without a head are taken over and reported (domain 4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from banji.identity import codes
from banji.identity.numbers import CHECK_DIGITS, WEIGHTS
from banji.register.loading.columns import FOR_GOOD
from banji.register.models import HouseholdParticulars, Registration
from banji.words import Words


class Reason(NamedTuple):
    """One check: the SQL condition under which a row falls to it, and the sentence; `{value}` is `shows`."""

    code: str
    when: str
    text: Words
    shows: str = "''"


def listed(values: Iterable[str]) -> str:
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"


def day(column: str) -> str:
    """The day that a text is, NULL where it is none. Only 2016-01-05 is one: the text itself goes under the digest."""
    return f"CASE WHEN length({column}) = 10 THEN try_strptime({column}, '%Y-%m-%d')::DATE END"


def no_day(column: str) -> str:
    return f"({column} <> '' AND {day(column)} IS NULL)"


def first_of(columns: Iterable[str], wrong: str) -> str:
    """SQL for the name and text of the first of these columns of which `wrong` is true, NULL if of none."""
    cases = (
        f"CASE WHEN {wrong.format(day=day(c), no_day=no_day(c))} THEN '{c} ' || {c} END" for c in columns
    )
    return f"coalesce({', '.join(cases)})"


def too_long(widths: Mapping[str, int]) -> str:
    return f"coalesce({', '.join(f"CASE WHEN length({c}) > {n} THEN '{c}' END" for c, n in widths.items())})"


IMPOSSIBLE, FUTURE, ANCIENT = "{no_day}", "{day} > $today", "{day} < DATE '1840-01-01'"
_DATES = ("birth_date", "valid_from", "valid_to", "legacy_as_of", "id_card_issued_on", "id_card_valid_to")
_PAST = ("birth_date", "valid_from", "valid_to")
_BAD_DATE, _FUTURE, _ANCIENT = (
    first_of(_DATES, IMPOSSIBLE),
    first_of(_PAST, FUTURE),
    first_of(_DATES, ANCIENT),
)
_WIDTHS = {
    **dict.fromkeys(("name", "former_name", "native_place", "birth_place"), 100),
    **dict.fromkeys(("relation_to_head", "ethnicity", "education", "marital_status"), 2),
    "external_ref": 60,
    "cancel_reason": 30,
    "legacy_hukou_category": 16,
}
_TOO_LONG = too_long(_WIDTHS)

HOUSEHOLD_REFUSALS = (
    Reason("no_number", "household_no = ''", Words("没有户号。", "There is no household number.")),
    Reason(
        "long",
        "length(household_no) > 30",
        Words("户号超过30个字。", "The household number is too long."),
    ),
    Reason(
        "twice",
        "nth > 1",
        Words("户号{value}前面已有一行。", "Household {value} stands in an earlier row."),
        "household_no",
    ),
    Reason(
        "type",
        f"household_type NOT IN {listed(('', *HouseholdParticulars.Kind.values))}",
        Words("户别“{value}”不是规定的代码。", "The household type '{value}' is not in the code table."),
        "household_type",
    ),
    Reason(
        "village",
        "village_id IS NULL",
        Words(
            "区划代码“{value}”在区划表里没有。", "The village code '{value}' is not in the list of divisions."
        ),
        "village_code",
    ),
    Reason("address", "length(address_text) > 300", Words("住址超过300个字。", "The address is too long.")),
)

PEOPLE_REFUSALS = (
    Reason("no_ref", "external_ref = ''", Words("没有人员编号。", "There is no external_ref.")),
    Reason(
        "twice",
        "nth > 1",
        Words("编号{value}前面已有一行。", "{value} stands in an earlier row already."),
        "external_ref",
    ),
    Reason("no_name", "name = ''", Words("没有姓名。", "There is no name.")),
    Reason(
        "household",
        "household_row IS NULL",
        Words("户号“{value}”不在户表里。", "The household '{value}' is not in the table of households."),
        "household_no",
    ),
    Reason(
        "household_refused",
        "household_refused IS NOT NULL",
        Words("所在户{value}的那一行被退回。", "The row of the household {value} was refused."),
        "household_no",
    ),
    Reason(
        "impossible_date",
        f"{_BAD_DATE} IS NOT NULL",
        Words(
            "日期不存在，或不是“年-月-日”的写法：{value}。", "This is no date written as YYYY-MM-DD: {value}."
        ),
        _BAD_DATE,
    ),
    Reason(
        "future_date",
        f"{_FUTURE} IS NOT NULL",
        Words("日期晚于今天：{value}。", "The date lies in the future: {value}."),
        _FUTURE,
    ),
    Reason(
        "ancient_date",
        f"{_ANCIENT} IS NOT NULL",
        Words("日期早于1840年：{value}。", "The date lies before 1840: {value}."),
        _ANCIENT,
    ),
    Reason(
        "ends_before_it_begins",
        f"{day('valid_to')} < {day('valid_from')}",
        Words("户籍终止日{value}早于起始日。", "The registration ends on {value}, before it begins."),
        "valid_to",
    ),
    Reason(
        "status",
        f"status NOT IN {listed(('', Registration.Status.ACTIVE, Registration.Status.CANCELLED))}",
        Words(
            "状态“{value}”不是ACTIVE或CANCELLED。", "The status '{value}' is neither ACTIVE nor CANCELLED."
        ),
        "status",
    ),
    Reason(
        "no_end",
        "status = 'CANCELLED' AND valid_to = ''",
        Words("已注销，但没有注销日期。", "Cancelled, but the day is missing."),
    ),
    Reason(
        "end",
        "status <> 'CANCELLED' AND valid_to <> ''",
        Words("在册，却有终止日{value}。", "Registered, and yet it ends on {value}."),
        "valid_to",
    ),
    Reason(
        "sex",
        f"sex NOT IN {listed(('', *(entry.code for entry in codes.table('sex'))))}",
        Words("性别代码“{value}”在GB/T 2261.1里没有。", "GB/T 2261.1 has no sex '{value}'."),
        "sex",
    ),
    Reason(
        "card",
        "id_card_generation NOT IN ('', '1', '2')",
        Words("身份证代别“{value}”不是1或2。", "The card's generation '{value}' is neither 1 nor 2."),
        "id_card_generation",
    ),
    Reason("long", f"{_TOO_LONG} IS NOT NULL", Words("{value}太长。", "{value} is too long."), _TOO_LONG),
)

SIGN_REFUSALS = (
    Reason(
        "person",
        "person_n IS NULL",
        Words("编号“{value}”不在接受的人员里。", "'{value}' is not among the people taken over."),
        "external_ref",
    ),
    Reason(
        "kind",
        "NOT regexp_full_match(kind, '[A-Z][A-Z_]{1,29}')",
        Words("种类“{value}”不是大写代码。", "The kind '{value}' is not a code in capitals."),
        "kind",
    ),
    Reason(
        "day",
        f"happened_on = '' OR {no_day('happened_on')} OR {day('happened_on')} > $today",
        Words(
            "日期“{value}”没有、不存在或晚于今天。",
            "The day '{value}' is missing, impossible or in the future.",
        ),
        "happened_on",
    ),
    Reason("long", "length(source) > 120", Words("来源太长。", "The source is too long.")),
)

_SUM = " + ".join(f"substr(citizen_id_no, {i}, 1)::INTEGER * {w}" for i, w in enumerate(WEIGHTS, 1))
_IS_18 = "regexp_full_match(citizen_id_no, '[0-9]{17}[0-9X]')"
_WRONG = f"CASE WHEN {_IS_18} THEN substr('{CHECK_DIGITS}', ({_SUM}) % 11 + 1, 1) <> substr(citizen_id_no, 18, 1) ELSE true END"


def unknown_code(table: str, column: str, zh: str) -> Reason:
    known = listed(("", *(entry.code for entry in codes.table(table))))
    return Reason(
        column,
        f"{column} NOT IN {known}",
        Words(f"{zh}代码“{{value}}”不在代码表里。", f"{column} '{{value}}' is not in the code table."),
        column,
    )


HOUSEHOLD_REMARKS = (
    Reason("no_head", "heads = 0 AND members > 0", Words("没有户主。", "The household has no head.")),
    Reason(
        "two_heads",
        "heads > 1",
        Words("有{value}个户主。", "The household has {value} heads."),
        "heads::VARCHAR",
    ),
    Reason("empty", "people = 0", Words("户内没有人。", "Nobody belongs to the household.")),
    Reason(
        "abolished",
        "village_ended",
        Words(
            "区划代码{value}今天已撤销，按最后一次的名称登记。",
            "The village {value} does not exist any more.",
        ),
        "village_code",
    ),
)

PEOPLE_REMARKS = (
    Reason(
        "wrong_number",
        f"citizen_id_no <> '' AND {_WRONG}",
        Words(
            "公民身份号码不合GB 11643（错号），照原样登记。",
            "The citizen number does not hold; taken as it is.",
        ),
    ),
    Reason(
        "same_number",
        "citizen_id_no <> '' AND sharers > 1",
        Words(
            "公民身份号码与他人相同（重号），双方都标记。",
            "Somebody else has the same number; both are marked.",
        ),
    ),
    Reason(
        "birth_in_number",
        f"{_IS_18} AND birth_date <> '' AND substr(citizen_id_no, 7, 8) <> replace(birth_date, '-', '')",
        Words("号码里的出生日期与登记的不同。", "The birth date in the number is another one."),
    ),
    Reason(
        "sex_in_number",
        f"{_IS_18} AND sex IN ('1', '2') AND (substr(citizen_id_no, 17, 1)::INTEGER % 2 = 1) <> (sex = '1')",
        Words("号码里的性别与登记的不同。", "The sex in the number is another one."),
    ),
    Reason(
        "before_birth",
        f"NOT no_start AND {day('began')} < {day('birth_date')}",
        Words("户籍起始日早于出生日期。", "Registered before birth."),
    ),
    Reason(
        "no_start",
        "no_start",
        Words(
            "没有户籍起始日，按出生日期（也没有时按1958年1月9日）登记。",
            "The day it began is unknown: the birth is taken, or 9 January 1958.",
        ),
    ),
    Reason(
        "cancel_reason",
        f"cancel_reason NOT IN {listed(('', *Registration.CancelReason.values))}",
        Words("注销原因“{value}”不是规定的代码。", "The reason '{value}' is not in the code table."),
        "cancel_reason",
    ),
    unknown_code("relation", "relation_to_head", "与户主关系"),
    unknown_code("ethnicity", "ethnicity", "民族"),
    unknown_code("education", "education", "学历"),
    unknown_code("marital", "marital_status", "婚姻状况"),
)

CARD_END = f"nullif(nullif(id_card_valid_to, ''), '{FOR_GOOD}')"
# 户口登记条例 came into force: nobody was registered under it earlier.
BEGAN = "coalesce(nullif(valid_from, ''), nullif(birth_date, ''), '1958-01-09')"
