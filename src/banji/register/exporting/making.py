"""Making the file of an approved list."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings

from banji.audit.acts import Act, act
from banji.foundation import jobs
from banji.foundation.actors import Actor
from banji.foundation.clock import CITY_TIME
from banji.register.exporting import people, rights, steps, workbook
from banji.register.exporting.models import ExportRequest, ExportStep
from banji.register.exporting.passwords import password_of
from banji.register.exporting.people import Line, Wanted
from banji.register.exporting.queries import unit_of

Kind = ExportStep.Kind


def make(request_id: UUID | str, *, by: Actor) -> None:
    """Write the file and say so; a second run finds it made. The people on it are the subjects of this act.

    The asker's area is asked again: whoever has left his post since gets nothing.
    """
    with jobs.alone(f"exporting.make:{request_id}"), act("exporting.make", by=by) as this:
        request = ExportRequest.objects.get(pk=request_id)
        steps.lock(request.pk)
        approved = steps.last(request)
        if approved.kind != Kind.APPROVED:
            this.object_kind, this.object_id, this.result = "export", str(request.pk), "known"
            return
        asker, today = rights.asker_of(request), this.now.astimezone(CITY_TIME).date()
        wanted = Wanted(tuple(request.villages), request.age_from, request.age_to)
        lines = []
        if rights.answers_for(request, asker):
            lines = people.listed(wanted, asker, today, whole_numbers=approved.details["whole_numbers"])
        if not 0 < len(lines) <= settings.BANJI_EXPORT_MOST:
            steps.add(this, request, Kind.FAILED, by=by, details={"people": len(lines)})
            return
        _write(this, request, approved, lines, by=by)


def _write(this: Act, request: ExportRequest, approved: ExportStep, lines: list[Line], *, by: Actor) -> None:
    at = this.now.astimezone(CITY_TIME)
    expires = at.date() + timedelta(days=settings.BANJI_EXPORT_DAYS)
    content = workbook.workbook(
        lines,
        mark=f"{request.name} · {at:%Y-%m-%d %H:%M} · {request.number}",
        cover=_cover(request, approved, len(lines), expires),
    )
    to = steps.file_of(request.pk)
    workbook.write_encrypted(content, to, name=f"{request.number}.xlsx", password=password_of(request.pk))
    said = {
        "people": len(lines),
        "expires_on": expires.isoformat(),
        "sha256": hashlib.sha256(to.read_bytes()).hexdigest(),
    }
    this.about(*(line.person_id for line in lines))
    steps.add(this, request, Kind.MADE, by=by, details=said)


def _cover(request: ExportRequest, approved: ExportStep, count: int, expires: date) -> list[tuple[str, str]]:
    return [
        ("人员名单", "内部工作资料，按规定用途使用，不得复制、转发、留存。"),
        ("编号", request.number),
        ("申请人", f"{unit_of(request)} {request.name}"),
        ("用途", request.reason),
        ("范围", request.places),
        ("批准人", f"{approved.taken_by}：{approved.reason}"),
        ("人数", str(count)),
        ("公民身份号码", "完整" if approved.details["whole_numbers"] else "隐去中间部分"),
        ("下载期限", expires.isoformat()),
        ("依据", "公通字〔2021〕12号第八十八条：不得以批量或者全量拷贝的方式提供人口信息数据。"),
    ]
