"""The columns of the cremation list: their names in both languages, and every heading we have seen for them."""

from __future__ import annotations

from banji.words import Words

COLUMNS = {
    "name": Words("死者姓名", "name of the dead"),
    "former_name": Words("曾用名", "former name"),
    "sex": Words("性别", "sex"),
    "citizen_id_no": Words("公民身份号码", "citizen ID number"),
    "birth_date": Words("出生日期", "date of birth"),
    "died_on": Words("死亡日期", "date of death"),
    "cremated_on": Words("火化日期", "date of cremation"),
    "address": Words("户籍地址", "registered address"),
    "place": Words("殡仪馆", "funeral parlour"),
    "document_no": Words("火化证编号", "number of the cremation certificate"),
}

SYNONYMS = {
    "name": ("死者姓名", "姓名", "逝者姓名", "亡者姓名", "死亡人员姓名", "火化人员姓名", "死亡者姓名", "name"),
    "former_name": ("曾用名", "又名", "别名"),
    "sex": ("性别", "死者性别", "sex"),
    "citizen_id_no": (
        *("身份证号码", "身份证号", "身份证", "公民身份号码", "公民身份证号码", "死者身份证号码", "死者身份证号"),
        *("居民身份证号码", "居民身份证号", "证件号码", "有效证件号码", "身份证件号码", "身份号码", "citizen id no", "citizen_id_no"),
    ),
    "birth_date": ("出生日期", "出生年月日", "生日", "出生时间", "出生年月", "birth date", "birth_date"),
    "died_on": ("死亡日期", "死亡时间", "死亡年月日", "逝世日期", "去世日期", "去世时间", "逝世时间", "died on", "died_on"),
    "cremated_on": ("火化日期", "火化时间", "火化年月日", "cremated on", "cremated_on"),
    "address": (
        *("户籍地址", "户籍所在地", "户口所在地", "户籍地", "户籍住址", "家庭住址", "家庭地址", "住址", "常住地址", "现住址"),
        *("生前住址", "地址", "address"),
    ),
    "place": ("殡仪馆", "火化单位", "火化地点", "殡仪馆名称", "火化场", "火化馆", "place"),
    "document_no": (
        *("火化证编号", "火化证号", "火化证明编号", "火化证明号", "火化号", "火化编号", "火化证明书编号", "遗体火化证明编号"),
        *("document no", "document_no"),
    ),
}  # fmt: skip

REQUIRED = ("name", "citizen_id_no|birth_date", "died_on|cremated_on")
