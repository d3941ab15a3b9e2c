"""The columns of the list of medical certificates of death. The cause of death is never read (domain 7.4, 7.6)."""

from __future__ import annotations

from banji.departments.lists import columns as common
from banji.departments.lists.shape import Column, Kind
from banji.words import Words

COLUMNS = {
    "name": Column(common.NAME_OF_THE_DEAD.title, Kind.NAME, (*common.NAME_OF_THE_DEAD.headings, "patient name", "patientName")),
    "sex": Column(common.SEX.title, Kind.SEX, (*common.SEX.headings, "gender")),
    "citizen_id_no": Column(
        common.CITIZEN_ID_NO.title, Kind.NUMBER, (*common.CITIZEN_ID_NO.headings, "idCard", "id_card", "idNo", "id_no", "citizenIdNo")
    ),
    "birth_date": Column(common.BIRTH_DATE.title, Kind.DATE, (*common.BIRTH_DATE.headings, "birthday", "birthDate")),
    "died_on": Column(
        common.DIED_ON.title,
        Kind.DATE,
        (*common.DIED_ON.headings, "死亡日期时间", "死亡时刻", "diedOn", "died_at", "diedAt", "death date", "death_date", "deathDate", "deathTime"),
    ),
    "place": Column(
        Words("医疗机构", "medical institution"),
        Kind.TEXT,
        (
            *("医疗机构", "医疗机构名称", "死亡地点", "医院名称", "签发单位", "出具单位", "填报单位", "机构名称", "机构", "医院"),
            *("place", "hospital", "institution"),
        ),
    ),
    "document_no": Column(
        Words("死亡医学证明编号", "number of the medical certificate"),
        Kind.TEXT,
        (
            *("死亡医学证明编号", "死亡证编号", "死亡证明编号", "死亡证号", "死亡医学证明书编号", "居民死亡医学证明编号", "证明编号"),
            *("居民死亡医学证明（推断）书编号", "document no", "document_no", "certificate no", "certificate_no", "certNo", "certificateNo"),
        ),
        common.DOCUMENT_NO_LONGEST,
    ),
    "address": common.ADDRESS,
}  # fmt: skip
