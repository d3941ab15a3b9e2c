"""The small invented city as people's own files have it: other headings, words for codes, days in every form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from banji.files.kinds import XLSX
from banji.register.importing import reconciling, taking, tasks
from banji.register.importing.models import Intake
from banji.register.models import Load

type Cells = Sequence[str]

HOUSEHOLDS = [
    ("户号", "户别", "区划代码", "户籍地址"),
    ("H1", "家庭户", "519901100201", "李家村3组12号"),
    ("H2", "家庭户", "519901101201", "新桥村1组2号"),
    ("H3", "集体户", "519901101001", "石门社区"),
]
PEOPLE = [
    ("人员编号", "户号", "与户主关系", "姓名", "性别", "民族", "出生日期", "身份证号", "状态", "注销日期", "注销原因", "备注"),
    ("P1", "H1", "户主", "李大山", "男", "汉族", "1950年1月1日", "519901195001010013", "在册", "", "", "老党员"),
    ("P2", "H1", "妻", "阿依古丽•买买提", "女", "维吾尔", "1988/2/29", "519901198802296043", "在册", "", "", ""),
    ("P3", "H2", "户主", "曾小贤", "男", "汉", "19360101", "51990119360101502x", "死亡注销", "2016.8.9", "死亡", ""),
    ("P4", "H3", "非亲属", "欧阳雪", "女", "汉族", "1999-09-09", "", "在册", "", "", ""),
]  # fmt: skip
SIGNS = [("人员编号", "种类", "办理日期", "来源"), ("P1", "到窗口办事", "2016-12-07", "窗口")]


def csv_file(name: str, rows: Iterable[Cells], *, encoding: str = "utf-8") -> SimpleUploadedFile:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return SimpleUploadedFile(name, stream.getvalue().encode(encoding), content_type="text/csv")


def workbook(name: str, **sheets: Iterable[Cells | Sequence[object]]) -> SimpleUploadedFile:
    """A cell that is no text becomes a number."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_numbers": False}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    sheet.write(row, column, cell)
    return SimpleUploadedFile(name, stream.getvalue(), content_type=XLSX)


def changed(rows: Sequence[Cells], key: str, **changes: str) -> list[Cells]:
    """The rows, with cells of the one that begins with `key` changed by heading."""
    head = list(rows[0])
    return [
        tuple(changes.get(head[n], cell) for n, cell in enumerate(row)) if row[0] == key else row for row in rows
    ]  # fmt: skip


def city(**tables: Sequence[Cells]) -> list[SimpleUploadedFile]:
    given = {"户信息": HOUSEHOLDS, "人口": PEOPLE, "在世迹象": SIGNS} | tables
    return [csv_file(f"{name}.csv", rows) for name, rows in given.items() if rows]


@dataclass
class Importer:
    """Hands files in through the pages, and runs the jobs that the pages have put in the queue."""

    client: Client
    intakes: list[Intake] = field(default_factory=list)

    def hand_in(self, files: Sequence[SimpleUploadedFile], *, corrects: Load | None = None) -> Intake:
        query = f"?corrects={corrects.pk}" if corrects else ""
        answer = self.client.post(f"/imports/new/{query}", {"upload": files, "label": "安平县"})
        assert answer.status_code == 302, answer.text
        intake = Intake.objects.get(pk=answer.url.split("/")[2])  # type: ignore[attr-defined]
        taking.look(str(intake.pk))
        return self.now(intake)

    def do(self, intake: Intake, what: str, **data: str) -> int:
        return self.client.post(f"/imports/{intake.pk}/{what}/", data).status_code

    def tried(self, intake: Intake) -> Intake:
        assert self.do(intake, "try") == 302
        taking.try_out(str(intake.pk))
        return self.now(intake)

    def loaded(self, intake: Intake) -> Intake:
        assert self.do(intake, "confirm", seen=intake.digest) == 302
        tasks.load(str(intake.pk))
        return self.now(intake)

    def all_the_way(self, files: Sequence[SimpleUploadedFile], *, corrects: Load | None = None) -> Intake:
        return self.loaded(self.tried(self.hand_in(files, corrects=corrects)))

    def page(self, intake: Intake) -> str:
        return self.client.get(f"/imports/{intake.pk}/").text

    @staticmethod
    def now(intake: Intake) -> Intake:
        return Intake.objects.get(pk=intake.pk)


def counts(intake: Intake) -> dict[str, tuple[int, int, int, int]]:
    """By table: received, accepted, known, set aside."""
    load = intake.load
    rows = reconciling.of_load(load, intake) if load else reconciling.tried(intake)
    assert all(row.balanced for row in rows)
    return {row.table: (row.received, row.accepted, row.known, row.aside) for row in rows}
