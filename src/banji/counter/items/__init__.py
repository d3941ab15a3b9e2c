"""The table of what is done at the counter in one visit. Births and moves are cases and stand with their matters."""

from __future__ import annotations

from banji.counter.items import households, persons
from banji.counter.items.item import Asking, FactsForm, Item, Subject
from banji.foundation.errors import NotFound
from banji.register import doings

__all__ = ["ITEMS", "Asking", "FactsForm", "Item", "Subject", "item_of", "offer_all"]

ITEMS = {item.code: item for item in (*households.ITEMS, *persons.ITEMS)}


def item_of(code: str) -> Item:
    """Raises `NotFound`."""
    if code not in ITEMS:
        raise NotFound("")
    return ITEMS[code]


def offer_all() -> None:
    """Let the pages of persons and households offer every item."""
    doings.offer(
        *(
            doings.Doing(
                item.title, "counter:begin", item.about, tuple(item.roles), (item.code,), order=item.order
            )
            for item in ITEMS.values()
        )
    )
