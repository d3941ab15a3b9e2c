"""The frame of a page: the rooms of one's role, one's post, what waits, and a sentence when this is no live city.

Two statements, besides what rooms count themselves: what this installation is, and the acting post with its alarms.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, F, Func, Subquery, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from banji.accounts.models import Post
from banji.accounts.rooms import MINE, rooms_of
from banji.cases.alarms import alarms_of
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
        return Frame(banner=_banner())
    rooms = rooms_of(actor)
    # Whoever has the room of alarms has the bell instead.
    bell = next((room for room in rooms if room.url_name == ALARMS), None)
    post = _post(actor, count_alarms=bell is not None)
    return Frame(
        rooms=tuple(
            Room(r.title, r.url, r.icon, r.count(actor) if r.count else 0) for r in rooms if r is not bell
        ),
        area=Area(str(post.organisation_id), post.organisation.name) if post else None,
        search_url=reverse("register:people") if actor.role in READERS else "",
        alerts=getattr(post, "alarms", None) or 0,
        alerts_url=bell.url if bell else "",
        person=actor.name,
        post=str(post) if post else "",
        person_links=tuple(_links(actor)),
        sign_out_url=reverse("account_logout"),
        banner=_banner(),
    )


def _links(actor: Actor) -> list[Room]:
    password = Room(_("My password"), reverse("accounts:change_password"), "lock")
    if not actor.is_officer:
        return [password]
    codes = Room(_("My second factor"), reverse("mfa_view_recovery_codes"), "shield-check")
    return [Room(MINE.title, MINE.url, MINE.icon), codes, password]


def _post(actor: Actor, *, count_alarms: bool) -> Post | None:
    """The acting post with its organisation and, as `alarms`, how many wait there."""
    if actor.post_id is None:
        return None
    posts: Any = Post.objects.select_related("organisation")
    if count_alarms:
        waiting = alarms_of(actor).order_by().select_related(None).annotate(all=Value(1)).values("all")
        posts = posts.annotate(alarms=Subquery(waiting.annotate(n=Count("pk")).values("n")))
    found: Post | None = posts.filter(pk=actor.post_id).first()
    return found


def _banner() -> str:
    """Nothing in a live city; else what this is, and the time of its clock when that was moved."""
    kind: str
    shown: datetime
    row = Installation.objects.annotate(clock=_CLOCK).values_list("kind", "clock_shift", "clock").first()
    if row is None or row[0] == Installation.LIVE:
        return ""
    kind, shift, shown = row
    sentence = str(BANNERS[kind])
    if not shift:
        return sentence
    return _("%(what)s The clock stands at %(at)s.") % {"what": sentence, "at": moment(shown)}
