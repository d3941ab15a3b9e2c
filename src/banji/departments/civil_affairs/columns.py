"""The columns of the cremation list."""

from __future__ import annotations

from banji.departments.lists import columns as common
from banji.departments.lists.shape import Column, Kind
from banji.words import Words

COLUMNS = {
    "name": common.NAME_OF_THE_DEAD,
    "former_name": common.FORMER_NAME,
    "sex": common.SEX,
    "citizen_id_no": common.CITIZEN_ID_NO,
    "birth_date": common.BIRTH_DATE,
    "died_on": common.DIED_ON,
    "cremated_on": Column(
        Words("火化日期", "date of cremation"),
        Kind.DATE,
        ("火化日期", "火化时间", "火化年月日", "cremated on", "cremated_on"),
    ),
    "address": common.ADDRESS,
    "place": Column(
        Words("殡仪馆", "funeral parlour"),
        Kind.TEXT,
        ("殡仪馆", "火化单位", "火化地点", "殡仪馆名称", "火化场", "火化馆", "place"),
    ),
    "document_no": Column(
        Words("火化证编号", "number of the cremation certificate"),
        Kind.TEXT,
        (
            *("火化证编号", "火化证号", "火化证明编号", "火化证明号", "火化号", "火化编号", "火化证明书编号", "遗体火化证明编号"),
            *("document no", "document_no"),
        ),
        common.DOCUMENT_NO_LONGEST,
    ),
}  # fmt: skip
