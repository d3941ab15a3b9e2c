"""Who asks: the client of an organisation, and under which entry of the catalogue."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import ValidationError

from banji.accounts.access import actor_of
from banji.accounts.models import Organisation
from banji.exchange.questions import Question, entry
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused


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


def nothing_else(request: HttpRequest, asked: type[Schema]) -> None:
    """Raises `ValidationError` for a parameter that has no meaning: ninja passes over it, and with `valid_on` typed wrong
    the answer would be of another day."""
    if unknown := sorted(set(request.GET) - set(asked.model_fields)):
        said = {"type": "extra_forbidden", "msg": "There is no such parameter."}
        raise ValidationError([said | {"loc": ("query", name)} for name in unknown])


def day_of(valid_on: date | None) -> date:
    """The day asked about, today if none is. Raises `Refused` for a day to come: nobody knows what will be."""
    today = clock.today()
    if valid_on is not None and valid_on > today:
        raise Refused(
            _("What is registered on a day to come is not known yet."),
            rule=_("The API: `valid_on` is the end of a day up to today"),
            remedy=_("Ask about today or an earlier day; in this city it is %(day)s.")
            % {"day": today.isoformat()},
            code="day_to_come",
        )
    return valid_on or today


def asking(request: HttpRequest, scope: str, purpose: str, case_no: str, asked: str = "") -> Asking:
    """The middleware has checked the token and its scope. Raises `NoEntry`: the catalogue decides at each request, so
    that an entry taken back holds for nobody."""
    by = actor_of(request)
    organisation = Organisation.objects.get(pk=by.organisation_id or 0)
    return Asking(by, entry(organisation, scope, purpose, asked), case_no, organisation)
