"""The table of what is done at the counter. Births and moves are cases: their matters add them when the site starts."""

from __future__ import annotations

from banji.counter.items import households, persons, relations
from banji.counter.items.item import Asking, FactsForm, Item, Page, Subject
from banji.foundation.errors import NotFound
from banji.register import doings

__all__ = ["ITEMS", "Asking", "FactsForm", "Item", "Page", "Subject", "add", "doing_of", "item_of"]

ITEMS = {item.code: item for item in (*households.ITEMS, *persons.ITEMS, *relations.ITEMS)}


def item_of(code: str) -> Item:
    """Raises `NotFound`."""
    if code not in ITEMS:
        raise NotFound("")
    return ITEMS[code]


def add(*items: Item) -> None:
    """Put items into the table, and let the pages of persons and households, or the list of visits, offer them."""
    for item in items:
        ITEMS[item.code] = item
        doings.offer(doing_of(item))


def doing_of(item: Item, **stated: str) -> doings.Doing:
    """Its form on the pages; `stated` is what the form begins with."""
    return doings.Doing(
        item.title,
        "counter:begin",
        item.about,
        tuple(item.roles),
        (item.code,),
        order=item.order,
        stated=tuple(stated.items()),
        hinders=item.hinders,
    )
