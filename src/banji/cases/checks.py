"""May this step be taken now, by this officer? `lacking` asks, `check` refuses; pages and acts use the same rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banji.cases.models import Case
from banji.cases.procedure import Procedure, Step
from banji.cases.rules import Reason, View
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.errors import Refused
from banji.law.sources import Citation
from banji.words import Words


@dataclass(frozen=True, slots=True)
class Lacking:
    """One reason in the reader's language, with the article and what to do next."""

    text: str
    rule: str
    remedy: str = ""


def lacking(procedure: Procedure, row: Step, case: Case, view: View, *, by: Actor) -> tuple[Lacking, ...]:
    """Why `row` may not be taken now; empty when it may. Facts to be stated with the step are not asked here."""
    return (*_standing(row, case, view, by), *_conditions(procedure, row, view))


def check(procedure: Procedure, row: Step, case: Case, view: View, *, by: Actor) -> None:
    """Raise `Refused` with the first reason and its article; also asks the facts stated with the step."""
    reasons = (*lacking(procedure, row, case, view, by=by), *_facts(row, view))
    if reasons:
        first = reasons[0]
        raise Refused(
            " ".join(reason.text for reason in reasons), rule=first.rule, remedy=first.remedy, code=row.name
        )


def _standing(row: Step, case: Case, view: View, by: Actor) -> Iterator[Lacking]:
    """Is it the state, the role, the person for this step?"""
    rule = cite(row.source)
    if case.state not in row.from_:
        yield Lacking(_("This step does not belong to the present state of the case."), rule)
    if not _is_for(row, by):
        yield Lacking(_("This step is not for your post."), rule)
    if row.not_by and view.taken.get(row.not_by) == by.id:
        yield Lacking(_("Another officer has to take this step than the one who took the step before."), rule)
    if case.hold_until is not None and not row.despite_hold:
        yield Lacking(_("The case is on hold."), rule, str(_("Resume it first.")))


def _is_for(row: Step, by: Actor) -> bool:
    if by.kind is ActorKind.CITIZEN:
        return row.own
    if row.system or by.kind is ActorKind.SYSTEM:
        return row.system and by.kind is ActorKind.SYSTEM
    return by.role in row.by


def _conditions(procedure: Procedure, row: Step, view: View) -> Iterator[Lacking]:
    if row.after:
        yield from _clock(procedure, row, view)
    yield from map(spoken, row.needs.lacking(view))


def _clock(procedure: Procedure, row: Step, view: View) -> Iterator[Lacking]:
    """Has the period this step waits for run out, on a day that is certain?"""
    running = procedure.clocks[row.after]
    begun = running.starts(view)
    if begun is None:
        why = running.not_begun(view)
        yield from map(spoken, why)
        if not why:
            yield Lacking(_("The period has not begun to run."), cite(row.source))
        return
    found = view.rules.deadline(running.rule, begun)
    rule = cite(view.rules.value(running.rule).source)
    if found.provisional:
        yield Lacking(
            _("The holidays of that year are not loaded yet: the day %(day)s is provisional.")
            % {"day": found.due_on},
            rule,
            str(_("Ask the administrator to load the holidays.")),
        )
    elif not found.passed_on(view.today):
        yield Lacking(
            _("The period ends on %(last)s; this step is possible from %(from)s.")
            % {"last": found.due_on, "from": found.act_from},
            rule,
        )


def _facts(row: Step, view: View) -> Iterator[Lacking]:
    for ask in row.asks:
        if ask.required and view.facts.get(ask.name) in {None, ""}:
            yield Lacking(_("Please state: %(what)s.") % {"what": ask.title}, cite(row.source))
    yield from map(spoken, row.given.lacking(view))


def spoken(reason: Reason) -> Lacking:
    return Lacking(say(reason.text), cite(reason.source), say(reason.remedy))


def say(words: Words) -> str:
    return words.in_language(get_language() or "zh-hans")


def cite(citation: Citation) -> str:
    return citation.cite(get_language() or "zh-hans")
