"""Ziyang as a city package: what `BANJI_CITY` must offer. Another city copies this folder."""

from __future__ import annotations

from banji.addresses import divisions
from banji.foundation.actors import Actor
from banji_ziyang.divisions import FIRST, NEWER

__all__ = ["CODE", "NAME", "ZONES", "load_divisions"]

CODE = "512000"
NAME = "资阳市"

# (unsure) Functional zones named in the 2017 plan, 开发区 and 临空经济区: which towns and villages they cover is
# nowhere published as a list. The city enters them (`addresses.overlays.create_zone`).
ZONES: tuple[str, ...] = ()


def load_divisions(by: Actor) -> tuple[divisions.Change, ...]:
    """Load the city's lists, oldest first. Loading them again changes nothing."""
    first = divisions.load_list(FIRST.path, valid_from=FIRST.valid_from, source=FIRST.source, by=by)
    newer = divisions.supersede(NEWER.path, on=NEWER.valid_from, source=NEWER.source, by=by)
    return first, newer
