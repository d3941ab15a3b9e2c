"""Why a row of a list cannot go on, or what was noticed about it; each says what to do."""

from __future__ import annotations

from banji.words import Words

# fmt: off
SET_ASIDE = {
    "no_name": Words("没有姓名。请补上姓名。", "There is no name. Fill it in."),
    "bad_name": Words("“{value}”不是姓名。请核对姓名一栏。", "“{value}” is no name. Check the column of names."),
    "formula": Words("“{column}”一格是公式，不读取。请改成值（复制后“选择性粘贴—数值”）。", "The cell “{column}” holds a formula and is not read. Turn it into a value (copy, paste special, values)."),
    "number_letters": Words("公民身份号码“{value}”里有字母或者其他字符（例如把0写成O）。请核对。", "The citizen number “{value}” contains letters or other signs (such as O for 0). Check it."),
    "number_length": Words("公民身份号码有{length}位，应为18位（旧号15位）。请核对。", "The citizen number has {length} digits; it must be 18 (old ones 15). Check it."),
    "number_lost": Words("公民身份号码被表格存成了科学计数，只剩几位，又没有出生日期。请把该列设为文本后重填。", "The spreadsheet kept only a few digits of the citizen number, and there is no birth date. Set the column to text and fill it in again."),
    "nothing_to_find_by": Words("既没有公民身份号码也没有出生日期，仅凭姓名无法查找。请至少补一项。", "Neither citizen number nor birth date: a name alone identifies nobody. Give at least one."),
    "cell_missing": Words("“{column}”没有填写。请补上。", "“{column}” is empty. Fill it in."),
    "cell_too_long": Words("“{column}”超过{limit}个字。请核对是否错列。", "“{column}” is longer than {limit} characters. Check whether columns are shifted."),
    "bad_date": Words("“{column}”的“{value}”不是存在的日期。请写成2016-03-05。", "“{value}” under “{column}” is no date that exists. Write 2016-03-05."),
    "future_date": Words("“{column}”{value}晚于今天。请核对。", "“{column}” {value} lies in the future. Check it."),
    "died_before_birth": Words("死亡日期{later}早于出生日期{earlier}。请核对。", "The date of death {later} is before the birth {earlier}. Check it."),
    "duplicate": Words("与第{row}行内容完全相同，按一行处理。", "The same as row {row} in every cell: taken as one."),
}

NOTES = {
    "number_rounded": Words("公民身份号码被表格存成数字，只保留前15位，由人工核对。请把该列设为文本。", "The spreadsheet kept 15 digits of the citizen number; a clerk will check. Set the column to text."),
    "number_lost_note": Words("公民身份号码已丢失（科学计数），按姓名和出生日期查找。", "The citizen number is lost (scientific notation); searched by name and birth date."),
    "number_check_digit": Words("公民身份号码校验码不符，有一位写错。", "The check digit of the citizen number does not fit: one character is wrong."),
    "number_birth_date": Words("公民身份号码里的出生日期不存在或者晚于今天。", "The birth date inside the citizen number does not exist or lies in the future."),
    "other_birth_date": Words("出生日期与公民身份号码不一致。", "The birth date does not agree with the citizen number."),
    "bad_sex": Words("性别“{value}”看不懂，按不详处理。", "The sex “{value}” is not understood: taken as unknown."),
    "village_unknown": Words("地址里的村（社区）不在本市历年区划名单中。", "The village of the address is in no list of this city's divisions."),
    "total_differs": Words("合计写的是{said}，实际读到{read}行。", "The total says {said}; {read} rows were read."),
    "columns_never_kept": Words("这些列依法不读取、不保存：{names}。下次请不要发送。", "By law these columns are neither read nor kept: {names}. Leave them out next time."),
}
# fmt: on

REASONS = SET_ASIDE | NOTES
