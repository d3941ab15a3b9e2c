"""The first page: each role begins in the first of its rooms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from banji.accounts.access import public
from banji.accounts.rooms import MINE, rooms_of
from banji.foundation.actors import Actor


@public
def home(request: HttpRequest) -> HttpResponse:
    """To the room that stands first on the left; who has none sees his posts, a visitor signs in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return redirect("account_login")
    rooms = rooms_of(actor)
    return redirect(rooms[0].url if rooms else MINE.url)
