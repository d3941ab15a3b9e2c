"""Issuing papers and taking them back."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from banji.audit.acts import act
from banji.files.kinds import PDF
from banji.files.models import StoredFile
from banji.files.operations import store
from banji.foundation import clock, counters
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.printing.kinds import kind_of
from banji.printing.models import IssuedPaper, Withdrawal


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to be issued. `shown` is what the public may see of it, masked: {"name": "李**"}; `rests_on` is what the
    check of its kind needs. Kind, person, household and `about` together are its subject: one stands at a time."""

    kind: str
    station_id: int
    station: str
    person_id: UUID | None = None
    household_id: UUID | None = None
    about: str = ""
    # Where the room that issues it has numbered it itself.
    number: str = ""
    valid_until: date | None = None
    shown: Mapping[str, str] = field(default_factory=dict)
    rests_on: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands on a paper because it is issued."""

    number: str
    dated: date
    verify_code: str

    @property
    def as_data(self) -> dict[str, str]:
        """For a template: `number`, `issued_on`, `verify_url` (its QR code is added when it is drawn)."""
        url = f"{settings.BANJI_PUBLIC_URL.rstrip('/')}/verify/{self.verify_code}/"
        return {"number": self.number, "issued_on": self.dated.isoformat(), "verify_url": url}


def issue(
    paper: Paper,
    *,
    draw: Callable[[Mark], bytes],
    by: Actor,
    persons: Collection[UUID] = (),
    purpose: str = "",
    case_no: str = "",
) -> IssuedPaper:
    """Issue one paper: `draw` makes its PDF, with the number and code it is given. See `issue_together`."""
    (issued,) = issue_together(
        [paper], draw=lambda marks: draw(marks[0]), by=by, persons=persons, purpose=purpose, case_no=case_no
    )
    return issued


def issue_together(
    papers: Sequence[Paper],
    *,
    draw: Callable[[Sequence[Mark]], bytes],
    by: Actor,
    persons: Collection[UUID] = (),
    purpose: str = "",
    case_no: str = "",
) -> list[IssuedPaper]:
    """Issue papers that are drawn in one go, such as the pages of a book, each with a number and a code of its own.

    An earlier paper of the same subject is replaced. `persons`: whom the papers tell of, besides those they are made
    out for. Raises `Refused`: not an officer, or somebody else was faster.
    """
    _decides(by)
    made_out_for = {paper.person_id for paper in papers if paper.person_id}
    with act(
        "printing.issue", by=by, object_=("paper", papers[0].kind), purpose=purpose, case_no=case_no
    ) as this:
        this.about(*made_out_for, *persons)
        # Numbers first: whoever issues the same paper waits here, and takes his time after us.
        today = clock.today()
        marks = [
            Mark(paper.number or _number(paper, today), today, secrets.token_hex(16)) for paper in papers
        ]
        pdf = store(draw(marks), name=f"{marks[0].number}.pdf", by=by, media_type=PDF, this=this)
        rows = [
            _row(paper, mark, pdf, by=by, case_no=case_no) for paper, mark in zip(papers, marks, strict=True)
        ]
        replaced = [earlier for paper in papers if (earlier := _standing(paper))]
        this.close_all(replaced)
        this.add(*rows)
        this.add(*_replaced(replaced, rows, by))
        this.after = {"numbers": [row.number for row in rows], "file": str(pdf.pk)}
    return rows


def withdraw(paper: IssuedPaper, *, why: str, by: Actor, case_no: str = "") -> Withdrawal:
    """Take a paper back: whoever verifies it from now on learns that it is not valid. Undone by issuing it anew.

    Whether `by` may is for the room whose paper it is to say. Raises `Refused`: no reason, or not standing any more.
    """
    _decides(by)
    if not why.strip():
        raise Refused(_("Say why the paper is withdrawn."), code="no_reason")
    with act("printing.withdraw", by=by, object_=("paper", paper.number), case_no=case_no) as this:
        this.about(*filter(None, [paper.person_id]))
        standing = IssuedPaper.objects.filter(pk=paper.pk, recorded_to=None).first()
        if standing is None:
            raise NotFound(
                _("This paper was withdrawn or replaced already."),
                remedy=_("Look at the papers issued so far."),
                code="not_standing",
            )
        this.close(standing)
        row = Withdrawal(paper=standing, why=why.strip(), withdrawn_by=by.name)
        this.add(row)
    return row


def _decides(by: Actor) -> None:
    if not by.is_officer:
        raise Refused(_("Only an officer may issue papers."), rule="design §1.3", code="not_an_officer")


def _standing(paper: Paper) -> IssuedPaper | None:
    return IssuedPaper.objects.filter(
        kind=paper.kind,
        person_id=paper.person_id,
        household_id=paper.household_id,
        about=paper.about,
        recorded_to=None,
    ).first()


def _replaced(replaced: Sequence[IssuedPaper], rows: Sequence[IssuedPaper], by: Actor) -> list[Withdrawal]:
    new = {_subject(row): row for row in rows}
    return [
        Withdrawal(paper=earlier, replaced_by=new[_subject(earlier)], withdrawn_by=by.name)
        for earlier in replaced
    ]


def _subject(row: IssuedPaper) -> tuple[object, ...]:
    return row.kind, row.person_id, row.household_id, row.about


def _row(paper: Paper, mark: Mark, pdf: StoredFile, *, by: Actor, case_no: str) -> IssuedPaper:
    return IssuedPaper(
        number=mark.number,
        kind=paper.kind,
        person_id=paper.person_id,
        household_id=paper.household_id,
        about=paper.about,
        station_id=paper.station_id,
        station=paper.station,
        dated=mark.dated,
        valid_until=paper.valid_until,
        verify_code=mark.verify_code,
        shown=dict(paper.shown),
        rests_on=dict(paper.rests_on),
        file=pdf,
        case_no=case_no,
        issued_by=by.name,
    )


def _number(paper: Paper, today: date) -> str:
    """The station's series of the kind and year: ZX0012-2017-00001."""
    letters = kind_of(paper.kind).letters
    (serial,) = counters.take(f"PAPER-{letters}-{paper.station_id}-{today.year}")
    return f"{letters}{paper.station_id:04d}-{today.year}-{serial:05d}"
