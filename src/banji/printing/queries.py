"""Does a paper stand, and does what it says still hold?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from banji.foundation import clock
from banji.printing.kinds import kind_of
from banji.printing.models import IssuedPaper


class State(models.TextChoices):
    """What an officer reads of a paper; the public learns only whether it is valid."""

    VALID = "VALID", _("valid")
    EXPIRED = "EXPIRED", _("its last day is over")
    OVERTAKEN = "OVERTAKEN", _("the register no longer says so")
    REPLACED = "REPLACED", _("replaced by a later one")
    WITHDRAWN = "WITHDRAWN", _("taken out of use")


def states_of(papers: Sequence[IssuedPaper]) -> dict[int, State]:
    """The state of each paper, read with its `withdrawal`: each kind is asked once for all of its own."""
    standing = [paper for paper in papers if paper.recorded_to is None]
    by_kind: dict[str, list[IssuedPaper]] = defaultdict(list)
    for paper in standing:
        by_kind[paper.kind].append(paper)
    true = {pk for kind, group in by_kind.items() for pk in kind_of(kind).still_true(group)}
    return {paper.pk: _state(paper, holds=paper.pk in true) for paper in papers}


def _state(paper: IssuedPaper, *, holds: bool) -> State:
    if paper.recorded_to is not None:
        return State.REPLACED if paper.withdrawal.replaced_by_id else State.WITHDRAWN
    if paper.valid_until is not None and clock.today() > paper.valid_until:
        return State.EXPIRED
    return State.VALID if holds else State.OVERTAKEN


def by_code(code: str) -> IssuedPaper | None:
    return _whole().filter(verify_code=code.strip().lower()).first()


def issued_for(
    *, persons: Iterable[UUID] = (), households: Iterable[UUID] = ()
) -> QuerySet[IssuedPaper, IssuedPaper]:
    """All that was issued for these, the newest first. The caller has asked whether the reader may see it."""
    subject = Q(person_id__in=list(persons)) | Q(household_id__in=list(households))
    return _whole().filter(subject).order_by("-recorded_from", "-pk")


def _whole() -> QuerySet[IssuedPaper, IssuedPaper]:
    return IssuedPaper.objects.select_related("withdrawal", "file")
