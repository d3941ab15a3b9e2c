"""What speaks for and against a pair, as one table: the first level of a field that fits is the one that speaks.

Weights are whole numbers: log2(m / u), how much more often a level is seen on true pairs than on chance pairs. They were
counted by `bench/matching.py --estimate` on one invented list (1 M x 20 k, seed 1; reports are on other seeds) and then
set at the count or below it:
- rounded down where the invented share of an error is our guess (misheard, looking alike, missing character, birth date
  off), and more where kinship brings the level about without identity: relatives are no chance pairs. Twins share birth
  date and door (birth_other_number, address), brothers a character (one_differs), neighbours a surname;
- `first15` and `repaired` are as seen among lists' rounded and failing numbers only; with another birth date stated
  they are worth no more than a birth date;
- levels not met on the list (differs, surname) are our guesses of how rarely a true pair looks so.
The prior (1 in as many people as the register holds) is not in the weights: `decisions.py` takes it into the threshold.

Two things are one piece of evidence, hence one field: the number and the birth date (it stands inside the number),
and the village, its township and county and the address.
"""

from typing import NamedTuple

from banji.matching.predicates import (
    Predicate,
    all_of,
    any_of,
    birth_stated,
    borne_by_at_most,
    day_and_month_swapped,
    days_apart,
    family_in_common,
    known,
    number_read_as,
    one_character_differs,
    one_character_illegible,
    one_character_missing,
    one_digit_of_birth_differs,
    one_part_of_birth_differs,
    otherwise,
    person_has_number,
    repaired,
    same,
    same_start,
    same_year,
    years_apart,
)
from banji.words import Words


class Level(NamedTuple):
    """One answer a field can give: weight in bits (log2), and the reason in words."""

    field: str
    code: str
    when: Predicate
    weight: int
    says: Words


def _level(field: str, code: str, when: Predicate, weight: int, zh: str, en: str) -> Level:  # noqa: PLR0917 (the columns of the table)
    return Level(field, code, when, weight, Words(zh, en))


_OTHER_BIRTH = all_of(birth_stated(), otherwise(unless=any_of(same("born"), otherwise(unless=known("born")))))
_COMPARABLE = all_of(number_read_as("whole", "fifteen"), person_has_number())
_DAMAGED = all_of(number_read_as("rounded", "broken"), person_has_number())
_FORMER = any_of(same("fold", of_person="former"), same("former", of_person="fold"))

# fmt: off
LEVELS: tuple[Level, ...] = (
    # number and birth date: a check digit catches every single slip, so two numbers that hold and differ are two people's
    _level("number", "whole_other_birth", all_of(same("whole"), _OTHER_BIRTH), 18, "号码相符而出生日期不同", "number agrees, birth date differs"),
    _level("number", "whole", same("whole"), 24, "号码相符", "number agrees"),
    _level("number", "fifteen_other_birth", all_of(same("fifteen"), _OTHER_BIRTH), 16, "15位号码相符而出生日期不同", "15-digit number agrees, birth date differs"),
    _level("number", "fifteen", same("fifteen"), 22, "15位号码相符", "15-digit number agrees"),
    _level("number", "repaired_other_birth", all_of(repaired(), _OTHER_BIRTH), 9, "号码改正一处后相符而出生日期不同", "number agrees after one correction, birth date differs"),
    _level("number", "repaired", repaired(), 19, "号码改正一处后相符", "number agrees after one correction"),
    _level("number", "first15_other_birth", all_of(same("first15"), _OTHER_BIRTH), 9, "号码前15位相符而出生日期不同", "first 15 digits agree, birth date differs"),
    _level("number", "first15", same("first15"), 18, "号码前15位相符", "first 15 digits agree"),
    _level("number", "birth_other_number", all_of(_COMPARABLE, same("born")), 4, "出生日期相符而号码不同", "birth date agrees, number differs"),
    _level("number", "number_differs", all_of(_COMPARABLE, otherwise()), -11, "号码不同", "number differs"),
    _level("number", "birth_damaged_number", all_of(_DAMAGED, same("born")), 8, "出生日期相符而残缺号码不合", "birth date agrees, damaged number does not fit"),
    _level("number", "damaged_differs", all_of(_DAMAGED, otherwise()), -8, "残缺号码不合", "damaged number does not fit"),
    _level("number", "birth", same("born"), 14, "出生日期相符", "birth date agrees"),
    _level("number", "birth_swapped", day_and_month_swapped(), 8, "出生月日颠倒", "day and month of birth swapped"),
    _level("number", "birth_year_off", years_apart(1), 6, "出生年差一年", "birth year off by one"),
    _level("number", "birth_day_off", days_apart(1, 1), 4, "出生日期差一天", "birth date off by a day"),
    _level("number", "birth_digit", one_digit_of_birth_differs(), 3, "出生日期差一位数字", "one digit of the birth date differs"),
    _level("number", "birth_lunar", days_apart(18, 51), 2, "出生日期似为农历", "birth date as by the lunar calendar"),
    _level("number", "birth_year", same_year(), -2, "仅出生年相符", "only the birth year agrees"),
    _level("number", "birth_differs", otherwise(unless=otherwise(unless=known("birth_year"))), -8, "出生日期不符", "birth date differs"),
    _level("number", "unknown", otherwise(), 0, "无号码和出生日期可比", "no number or birth date to compare"),

    # name: a rare full name weighs more than 张伟; bands are people per million of the register
    _level("name", "same_2", all_of(same("fold"), borne_by_at_most("name_ppm", 2)), 19, "姓名相符（罕见）", "name agrees (very rare)"),
    _level("name", "same_8", all_of(same("fold"), borne_by_at_most("name_ppm", 8)), 17, "姓名相符（少见）", "name agrees (rare)"),
    _level("name", "same_32", all_of(same("fold"), borne_by_at_most("name_ppm", 32)), 15, "姓名相符", "name agrees"),
    _level("name", "same_128", all_of(same("fold"), borne_by_at_most("name_ppm", 128)), 13, "姓名相符（较常见）", "name agrees (fairly common)"),
    _level("name", "same_512", all_of(same("fold"), borne_by_at_most("name_ppm", 512)), 11, "姓名相符（常见）", "name agrees (common)"),
    _level("name", "same", same("fold"), 9, "姓名相符（极常见）", "name agrees (very common)"),
    _level("name", "former", _FORMER, 9, "曾用名相符", "former name agrees"),
    _level("name", "lookalike", same("look"), 9, "姓名形近", "name looks alike"),
    _level("name", "homophone_8", all_of(same("pinyin"), borne_by_at_most("pinyin_ppm", 8)), 10, "姓名同音（少见）", "name sounds the same (rare)"),
    _level("name", "homophone_64", all_of(same("pinyin"), borne_by_at_most("pinyin_ppm", 64)), 8, "姓名同音", "name sounds the same"),
    _level("name", "homophone", same("pinyin"), 5, "姓名同音（常见）", "name sounds the same (common)"),
    _level("name", "illegible", one_character_illegible(), 7, "姓名一字无法辨认、其余相符", "one character illegible, the rest agrees"),
    _level("name", "sounds_near", same("sound"), 4, "姓名音近", "name sounds alike in Sichuan speech"),
    _level("name", "missing", one_character_missing(), 5, "姓名缺一字", "one character of the name missing"),
    # 王建国 and 王建军 are brothers as a rule, and it is a brother's number that gets borrowed
    _level("name", "one_differs", one_character_differs(), -1, "姓名差一字", "one character of the name differs"),
    _level("name", "surname", same("surname"), -5, "仅姓氏相符", "only the surname agrees"),
    _level("name", "differs", otherwise(unless=otherwise(unless=known("fold"))), -9, "姓名不符", "name differs"),
    _level("name", "unknown", otherwise(), 0, "名单无姓名", "no name on the list"),

    _level("sex", "same", same("sex"), 1, "性别相符", "sex agrees"),
    _level("sex", "differs", otherwise(unless=otherwise(unless=known("sex"))), -6, "性别不符", "sex differs"),
    _level("sex", "unknown", otherwise(), 0, "性别不详", "sex unknown"),

    # village, county and address: one piece of evidence; the address only tells neighbours apart
    _level("place", "address", all_of(any_of(same("village"), same("village_name")), same("door")), 13, "村和门牌相符", "village and door agree"),
    _level("place", "village", same("village"), 9, "村相符", "village agrees"),
    _level("place", "village_name", all_of(same("village_name"), any_of(same("town_name"), otherwise(unless=known("town_name")))), 8, "地址中的村名相符", "village named in the address agrees"),
    _level("place", "town", same_start("village", 9), 2, "村不符、乡镇相符", "township agrees, village does not"),
    _level("place", "town_name", same("town_name"), 2, "地址中的乡镇相符", "township named in the address agrees"),
    _level("place", "county", same_start("village", 6), -2, "村不符、区县相符", "county agrees, village does not"),
    _level("place", "differs", otherwise(unless=otherwise(unless=known("village"))), -4, "区县不符", "county differs"),
    _level("place", "unknown", otherwise(), 0, "住址不详", "place unknown"),
)

# Only of the register against itself (`within`): who was registered again to be younger has a number of his own to the
# other date, so that such pairs weigh next to nothing, and are suspected only where a second thing speaks for them.
YOUNGER: tuple[Level, ...] = (
    _level("number", "year_other_number", all_of(_COMPARABLE, one_part_of_birth_differs("year", 10)), 1, "仅出生年不同，号码也不同", "only the year of birth differs, and the number with it"),
    _level("number", "month_other_number", all_of(_COMPARABLE, one_part_of_birth_differs("month", 11)), 1, "仅出生月不同，号码也不同", "only the month of birth differs, and the number with it"),
    _level("number", "day_other_number", all_of(_COMPARABLE, one_part_of_birth_differs("day", 30)), 1, "仅出生日不同，号码也不同", "only the day of birth differs, and the number with it"),
)
_FAMILY = (
    _level("family", "common", family_in_common(), 10, "两户中有同一名家庭成员", "both households have the same member of the family"),
    _level("family", "unknown", otherwise(), 0, "家庭成员无相同", "no member of the family in common"),
)
# fmt: on

_BEFORE = next(n for n, level in enumerate(LEVELS) if level.code == "number_differs")
WITHIN_LEVELS = (*LEVELS[:_BEFORE], *YOUNGER, *LEVELS[_BEFORE:], *_FAMILY)
"""The table with which a register is compared with itself."""

FIELDS = tuple(dict.fromkeys(level.field for level in LEVELS))
