"""Who asks: the client of an organisation, and under which entry of the catalogue."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest

from banji.accounts.access import actor_of
from banji.accounts.models import Organisation
from banji.exchange.questions import Question, entry
from banji.foundation.actors import Actor


class Asking(NamedTuple):
    """A client at work, the entry that lets it, and the case it works on."""

    by: Actor
    entry: Question
    case_no: str
    organisation: Organisation

    @property
    def purpose(self) -> str:
        """As the person reads it under "who looked"."""
        return self.entry.purpose.zh


def asking(request: HttpRequest, scope: str, purpose: str, case_no: str, asked: str = "") -> Asking:
    """The middleware has checked the token and its scope. Raises `NoEntry`: the catalogue decides at each request, so
    that an entry taken back holds for nobody."""
    by = actor_of(request)
    organisation = Organisation.objects.get(pk=by.organisation_id or 0)
    return Asking(by, entry(organisation, scope, purpose, asked), case_no, organisation)
