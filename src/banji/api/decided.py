"""An event that a system posts has been decided by an officer (law 3): who he is, and whether he may, is checked here as
at the counter. The system has signed him in; its catalogue entry is for the police's own organisations only."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict, Field

from banji.accounts.access import officer_actor
from banji.accounts.models import Account, Organisation
from banji.accounts.queries import acting_holdings
from banji.api.auth import Asking
from banji.api.schemas import text
from banji.counter.items.item import CLERKS
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.law.sources import source


class NotYourOfficer(Refused):
    """Nobody who may decide for this client's organisation."""


class DecidedBy(Schema):
    """The officer who decided: his sign-in name here, and the post in which he acts."""

    model_config = ConfigDict(extra="forbid")

    username: text(60)  # type: ignore[valid-type]
    post: int = Field(ge=1, le=2**31 - 1)


def officer_of(decided: DecidedBy, this: Asking) -> Actor:
    """The officer, as an actor in his post. Raises `NotYourOfficer`: no such account in use, not in this post today,
    no post that decides at a counter, or one of another organisation. Which of these is not told."""
    account = Account.objects.filter(
        username=decided.username, kind=Account.OFFICER, is_active=True, must_change_password=False
    ).first()
    holdings = acting_holdings(account) if account else []
    holding = next((each for each in holdings if each.post_id == decided.post), None)
    if account is None or holding is None or holding.post.role not in CLERKS:
        raise _nobody()
    if this.organisation.pk not in _up_from(holding.post.organisation):
        raise _nobody()
    return officer_actor(account, holding, address=this.by.address)


def _up_from(organisation: Organisation | None) -> Iterator[int]:
    while organisation is not None:
        yield organisation.pk
        organisation = organisation.parent


def _nobody() -> NotYourOfficer:
    return NotYourOfficer(
        _("No officer of your organisation who decides at a counter holds this post under this name today."),
        rule=source("NORM_2021", "8").cite(get_language() or "zh-hans"),
        remedy=_(
            "Send the officer's sign-in name and the number of the post he acts in; posts are given here."
        ),
        code="not_your_officer",
    )
