"""The cases of a person, for his page and for himself: the register does not know cases, the site knows both."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banji.cases.models import Case
from banji.cases.procedure import Mood, State
from banji.cases.registry import procedure_of
from banji.cases.scope import cases_of
from banji.foundation.actors import Actor
from banji.matters.corrections import telling as corrections
from banji.matters.corrections.queries import KIND as CORRECTION
from banji.matters.deaths.procedure import ALIVE, KIND, NO_MATCH, REVOKED
from banji.matters.duplicates.models import Suspicion
from banji.matters.migration import plain as moves
from banji.matters.migration.queries import KIND as MIGRATION
from banji.register.related import Related

_TONES = {Mood.WAITING: "waiting", Mood.WORKING: "working", Mood.STOPPED: "overdue", Mood.DONE: "done"}
_OPEN_DEATH = _(
    "Somebody has reported that you have died. We are checking it. If you read this, go to your police station, or"
    " telephone it: being seen is enough to end this."
)
_CANCELLED = _(
    "Your registration was cancelled because your death had been reported. If you read this, go to your police station"
    " at once: it will be restored."
)
# What a case of a reported death says to the person whom it concerns, by where it ended.
_DEATH_ENDED = {
    ALIVE: _("We know that you are alive. Every office that had been told otherwise has been corrected."),
    NO_MATCH: _("The report was about another person. Nothing in your record has changed."),
    REVOKED: _("The cancellation was taken back. Your registration stands as if nothing had happened."),
}


def cases_about(person_id: UUID, by: Actor) -> Iterator[Related]:
    """Every case of a person. One of another station is named with its office only: whom to ask, not what is in it."""
    open_to_him = Exists(cases_of(by).filter(pk=OuterRef("pk")))
    second = Suspicion.objects.filter(second=person_id, recorded_to=None).values("case")
    mine = Case.objects.filter(Q(person=person_id) | Q(pk__in=second))
    cases = mine.select_related("station").annotate(open_to_him=open_to_him)
    for case in cases:
        yield _related(case, open_to_him=case.open_to_him, to_himself=not by.is_officer)


def is_case(number: str) -> bool:
    return Case.objects.filter(number=number).exists()


def page_of_case(number: str, by: Actor) -> str:
    case = cases_of(by).filter(number=number.strip().upper()).first() if "-" in number else None
    return reverse("cases:case", args=[case.pk]) if case else ""


def _related(case: Case, *, open_to_him: bool, to_himself: bool) -> Related:
    procedure = procedure_of(case.kind)
    state = procedure.state(case.state)
    return Related(
        title=procedure.title,
        state=state.title,
        tone=_TONES[state.mood],
        office=case.station.name,
        since=case.opened_at,
        number=case.number if open_to_him or to_himself else "",
        url=reverse("cases:case", args=[case.pk]) if open_to_him else "",
        due_on=case.due_on if case.is_open and open_to_him else None,
        plain=_plain(case, state) if to_himself else "",
        own_url=reverse("corrections:mine", args=[case.pk]) if to_himself and case.kind == CORRECTION else "",
    )


def _plain(case: Case, state: State) -> str | Promise:
    """How it stands, in words for somebody who has never seen an office from inside."""
    if case.kind == KIND:
        return _DEATH_ENDED.get(state.code, _CANCELLED if state.final else _OPEN_DEATH)
    if case.kind == CORRECTION:
        return corrections.plain(state.code)
    if case.kind == MIGRATION:
        return moves.plain(case)
    if state.final:
        return _("It is finished.")
    return _("An office is working on it. It will ask you if it needs anything.")
