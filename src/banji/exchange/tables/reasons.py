"""Why a whole file cannot be read, in both languages."""

from __future__ import annotations

from banji.words import Words

REASONS = {
    "file_empty": Words(
        "文件是空的。请选对文件再发一次。", "The file is empty. Choose the right file and send it again."
    ),
    "file_damaged": Words(
        "文件损坏或者没有传完整，打不开。请在本机打开确认后另存一份再发。",
        "The file is damaged or was cut off. Open it on your own machine, save it anew and send it again.",
    ),
    "file_bomb": Words(
        "文件解压后大得不正常，为安全起见没有打开。请只复制数据行到新表格再发。",
        "The file unpacks to an abnormal size and was not opened. Copy only the rows into a new sheet and send that.",
    ),
    "file_unpacks_too_large": Words(
        "表格解压后有{megabytes}MB，最多{limit}MB。请分成几份发送。",
        "The sheet unpacks to {megabytes} MB; at most {limit} MB are read. Split it and send the parts.",
    ),
    "too_many_rows": Words(
        "表格有{rows}行，一次最多{limit}行。请分成几份发送。",
        "The sheet has {rows} rows; at most {limit} are read at a time. Split it and send the parts.",
    ),
    "wrong_encoding": Words(
        "文件的文字编码既不是UTF-8也不是GB18030（可能由两种文件拼成），没有读入。请另存为“CSV UTF-8”再发。",
        "The text is neither UTF-8 nor GB18030 (perhaps two files pasted together). Save it as CSV UTF-8 and send it again.",
    ),
    "not_a_table": Words(
        "文件里没有表格。请使用模板填写后再发。",
        "There is no table in the file. Fill in the template and send that.",
    ),
    "wrong_template": Words(
        "没有找到这份名单的表头：缺{missing}。找到的列：{found}。请对照模板改好表头再发。",
        "The headings of this list were not found: {missing} missing. Found: {found}. Compare with the template and send it again.",
    ),
    "several_sheets": Words(
        "有{count}个工作表都像这份名单（{names}）。请把所有行放到一个工作表再发，以免漏读。",
        "{count} sheets look like this list ({names}). Put all rows on one sheet and send it again, so that none is missed.",
    ),
    "no_rows": Words("表头下面没有数据行。", "There are no rows under the headings."),
    "json_too_large": Words(
        "JSON文件超过{limit}MB。请分成几份发送。",
        "The JSON is larger than {limit} MB. Split it and send the parts.",
    ),
    "json_too_many_keys": Words(
        "记录里的字段名超过{limit}种。", "The records have more than {limit} different field names."
    ),
    "json_broken": Words(
        "JSON第{line}行第{column}个字符处写错，没有读入。",
        "The JSON is broken at line {line}, character {column}; nothing was read.",
    ),
    "json_too_deep": Words("JSON嵌套太深，不是名单。", "The JSON is nested too deeply to be a list."),
    "json_key_twice": Words(
        "同一条记录里字段“{key}”出现两次，不知以哪个为准。",
        "A record has the field “{key}” twice: which one counts?",
    ),
    "json_no_number": Words(
        "“{value}”不是数。请去掉或者写成null。", "“{value}” is no number. Leave it out or write null."
    ),
    "json_no_records": Words(
        'JSON里没有名单。请发送对象数组、每行一个对象，或者{"records": […]}。',
        'There is no list in the JSON. Send an array of objects, one object to a line, or {"records": […]}.',
    ),
    "json_not_a_record": Words("第{row}条不是一个对象。", "Record {row} is not an object."),
    "json_nested": Words(
        "第{row}条的“{key}”里又是对象或者数组。请把每条记录写成一层。",
        "“{key}” of record {row} holds an object or an array. Make each record flat.",
    ),
    "json_control": Words(
        "第{row}条的“{key}”里有不可见的控制字符或者残缺的字符。",
        "“{key}” of record {row} holds control characters or half characters.",
    ),
    "json_cell_too_long": Words(
        "第{row}条的“{key}”超过{limit}个字符。", "“{key}” of record {row} is longer than {limit} characters."
    ),
}
