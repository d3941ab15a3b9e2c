"""The frame of a page: the rooms of one's role, one's post, what waits, and a sentence when this is no live city.

One statement: what this installation is, and how much waits in each room.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, DateTimeField, F, Func, QuerySet, Subquery, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from banji.accounts.models import Post
from banji.accounts.rooms import MINE, entries_of, rooms_of
from banji.accounts.rooms import Room as AnyRoom
from banji.addresses.scope import villages_of
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.installation import BANNERS
from banji.foundation.models import Installation
from banji.register.access.reach import READERS
from banji.web.frame import Area, Frame, Room
from banji.web.words import moment

ALARMS = "cases:alarms"

# What `clock.now` says, in the statement that also says what this installation is.
_CLOCK = Func(function="clock_timestamp", output_field=DateTimeField()) + F("clock_shift")


def frame_of(request: HttpRequest) -> Frame:
    """`settings.BANJI_FRAME`: asked once by each page that shows the frame."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return Frame(banner=_said(None).banner)
    rooms = rooms_of(actor)
    # Whoever has the room of alarms has the bell instead.
    bell = next((room for room in rooms if room.url_name == ALARMS), None)
    post: Post | None = getattr(request, "acting_post", None)
    said = _said(actor)
    entries = entries_of(room for room in rooms if room is not bell)
    here = next((entry for entry in entries if any(room.url == request.path for room in entry)), [])
    return Frame(
        rooms=tuple(_entry(entry, said.waiting, here=entry is here) for entry in entries),
        tabs=tuple(_room(room, said.waiting, request.path) for room in here) if len(here) > 1 else (),
        area=Area(str(post.organisation_id), post.organisation.name) if post else None,
        search_url=reverse("register:people") if actor.role in READERS else "",
        alerts=said.waiting.get(ALARMS, 0),
        alerts_url=bell.url if bell else "",
        person=actor.name,
        post=str(post) if post else "",
        person_links=tuple(_links(actor)),
        sign_out_url=reverse("account_logout"),
        banner=said.banner,
    )


def _entry(entry: list[AnyRoom], waiting: dict[str, int], *, here: bool) -> Room:
    named = entry[0].wing or entry[0]
    count = sum(waiting.get(room.url_name, 0) for room in entry)
    return Room(named.title if len(entry) > 1 else entry[0].title, entry[0].url, named.icon, count, here)


def _room(room: AnyRoom, waiting: dict[str, int], path: str) -> Room:
    return Room(room.title, room.url, room.icon, waiting.get(room.url_name, 0), room.url == path)


def _links(actor: Actor) -> list[Room]:
    password = Room(_("My password"), reverse("accounts:change_password"), "lock")
    if not actor.is_officer:
        return [password]
    codes = Room(_("My second factor"), reverse("mfa_view_recovery_codes"), "shield-check")
    return [Room(MINE.title, MINE.url, MINE.icon), codes, password]


class _Said(NamedTuple):
    """What this installation is, for every page, and how much waits in each room, by the name of its address."""

    banner: str
    waiting: dict[str, int]


def _said(actor: Actor | None) -> _Said:
    rooms = tuple(room for room in rooms_of(actor) if room.waiting)
    asked = _asked(actor, villages_of(actor, clock.today()), rooms) if actor and rooms else _asked()
    with connection.cursor() as cursor:
        cursor.execute(*asked)
        row = cursor.fetchone()
    if row is None:
        return _Said("", {})
    kind, shift, shown, *counts = row
    names = (room.url_name for room in rooms)
    return _Said(_banner(kind, shift, shown), {name: n or 0 for name, n in zip(names, counts, strict=True)})


@lru_cache(maxsize=256)
def _asked(
    actor: Actor | None = None, _villages: frozenset[int] = frozenset(), rooms: tuple[AnyRoom, ...] = ()
) -> tuple[str, tuple[Any, ...]]:
    """The statement and its values. To build it takes far longer than to ask it, so it is kept for whoever has
    this post and these villages: `Waiting` promises that nothing else goes into it."""
    counts = {
        f"waiting_{n}": _count(room.waiting(actor)) for n, room in enumerate(rooms) if room.waiting and actor
    }
    rows = Installation.objects.annotate(clock=_CLOCK, **counts)
    return rows.values_list("kind", "clock_shift", "clock", *counts)[:1].query.sql_with_params()


def _count(rows: QuerySet[Any]) -> Subquery:
    plain = rows.order_by().select_related(None).annotate(all=Value(1)).values("all")
    return Subquery(plain.annotate(n=Count("pk")).values("n"))


def _banner(kind: str, shift: timedelta, shown: datetime) -> str:
    """Nothing in a live city; else what this is, and the time of its clock when that was moved."""
    if kind == Installation.LIVE:
        return ""
    sentence = str(BANNERS[kind])
    if not shift:
        return sentence
    return _("%(what)s The clock stands at %(at)s.") % {"what": sentence, "at": moment(shown)}
