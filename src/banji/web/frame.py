"""What the page frame shows, in plain values. The site decides how they are found (`BANJI_FRAME`)."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise

type Text = str | Promise


class Room(NamedTuple):
    """One entry on the left: a room of one's role. `icon` is a name of the sprite, `waiting` how many things wait there,
    `here` whether this page is it."""

    title: Text
    url: str
    icon: str = "list"
    waiting: int = 0
    here: bool = False


class Area(NamedTuple):
    """An area one may work in; choosing posts its `code` to `Frame.area_url`."""

    code: str
    name: str


class Frame(NamedTuple):
    """The frame of one signed-in person; the empty one is that of a visitor.

    `banner` is a sentence shown on every page (a demo city, a shifted clock). `person` is a name,
    `post` what the person is here. A url that is empty hides what it belongs to.
    """

    rooms: tuple[Room, ...] = ()
    # The rooms that share an entry with this page's.
    tabs: tuple[Room, ...] = ()
    areas: tuple[Area, ...] = ()
    area: Area | None = None
    area_url: str = ""
    search_url: str = ""
    alerts: int = 0
    alerts_url: str = ""
    person: str = ""
    post: Text = ""
    person_links: tuple[Room, ...] = ()
    sign_out_url: str = ""
    banner: Text = ""


MAX_ROOMS = 9
