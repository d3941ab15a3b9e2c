"""Who may open a page. Each view says it with one decorator; `AccessMiddleware` enforces it and refuses a view that
says nothing, so that no page can be forgotten. `permissions.permission_table` reads the same marks.

@officer(Role.CLERK, Role.OFFICER)
def desk(request): by = actor_of(request) …
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from banji.accounts.models import Account, Holding
from banji.accounts.queries import acting_holdings
from banji.accounts.roles import Role
from banji.foundation.actors import Actor, ActorKind

ACTING_POST = "acting_post"

type View = Callable[..., Any]


class Who(StrEnum):
    PUBLIC = "public"
    SETTING_UP = "setting up"  # signed in, but password or second factor are still to be set
    SIGNED_IN = "signed in"
    OFFICER = "officer"
    CITIZEN = "citizen"
    CLIENT = "client"
    SIGNED = "signed request"  # the view itself checks the signature: it knows the keys


@dataclass(frozen=True, slots=True)
class Allowed:
    """Who may use a view. No roles: an officer in any post. `scope` is what a client's token must carry."""

    who: Who
    roles: frozenset[str] = frozenset()
    scope: str = ""

    def __str__(self) -> str:
        detail = self.scope or ", ".join(role for role in Role.values if role in self.roles)
        return f"{self.who}: {detail}" if detail else str(self.who)


def _marking(allowed: Allowed) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.allowed = allowed  # type: ignore[attr-defined]
        if allowed.who in (Who.CLIENT, Who.SIGNED):
            view.csrf_exempt = True  # type: ignore[attr-defined]  # a token or a signature is no cookie
        return view

    return mark


def officer(*roles: str) -> Callable[[View], View]:
    """For officers whose acting post has one of these roles; without roles, for every officer with a post."""
    return _marking(Allowed(Who.OFFICER, frozenset(Role(role).value for role in roles)))


def client(scope: str) -> Callable[[View], View]:
    """For API clients whose token carries `scope` (OAuth 2 client credentials)."""
    return _marking(Allowed(Who.CLIENT, scope=scope))


public = _marking(Allowed(Who.PUBLIC))
setting_up = _marking(Allowed(Who.SETTING_UP))
signed_in = _marking(Allowed(Who.SIGNED_IN))
citizen = _marking(Allowed(Who.CITIZEN))
signed_request = _marking(Allowed(Who.SIGNED))


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request: an officer in his acting post, a citizen, or a client.

    Raises `LookupError` for a visitor: a page that needs an actor is never public.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise LookupError(
            "Nobody is signed in: this page must be marked @signed_in, @officer, @citizen or @client."
        )
    return actor


def account_of(request: HttpRequest) -> Account:
    """The signed-in account. For pages about the account itself."""
    return cast("Account", request.user)


def find_actor(request: HttpRequest) -> Actor | None:
    """Build the actor of a signed-in account; None for a visitor."""
    if not request.user.is_authenticated:
        return None
    account = account_of(request)
    address = str(request.META.get("REMOTE_ADDR", ""))
    if account.kind == Account.CITIZEN:
        return Actor(ActorKind.CITIZEN, str(account.pk), account.name, address=address)
    holding = acting_holding(request, account)
    request.acting_post = holding.post if holding else None  # type: ignore[attr-defined]
    return officer_actor(account, holding, address=address)


def officer_actor(account: Account, holding: Holding | None, *, address: str = "") -> Actor:
    """An officer in the post of `holding`; without one, an officer who may open only what is his own."""
    return Actor(
        ActorKind.OFFICER,
        id=str(account.pk),
        name=account.name,
        role=holding.post.role if holding else "",
        post_id=holding.post_id if holding else None,
        organisation_id=holding.post.organisation_id if holding else None,
        address=address,
    )


def acting_holding(request: HttpRequest, account: Account) -> Holding | None:
    """The post chosen in the session while the account may still act in it, else the first one he may act in."""
    holdings = acting_holdings(account)
    chosen = request.session.get(ACTING_POST)
    return next((h for h in holdings if h.post_id == chosen), holdings[0] if holdings else None)


def second_factor_done(request: HttpRequest) -> bool:
    """Was a second factor given (or set up) in this session?"""
    records = get_authentication_records(request, account_of(request))
    return any(record["method"] == "mfa" for record in records)
