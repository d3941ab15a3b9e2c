"""Plain checks of the payments matter: no Django here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date


def stop_is_impossible(stopped_on: date, today: date) -> bool:
    """Payment stops on a day that has come."""
    return stopped_on > today


def had_stopped(stopped_on: date, listed_on: date) -> bool:
    """Was payment stopped before the list came that still had the person?"""
    return stopped_on < listed_on


def says_nothing_new(
    *,
    ended_as: str,
    same_content: bool,
    listed_on: date,
    stopped_on: date | None,
    by_officer: Collection[str],
) -> bool:
    """Does a row add anything to an item that has ended? What an officer has cleared up stays so while the list says
    the same; a list older than the stop says nothing."""
    if ended_as in by_officer:
        return same_content
    return stopped_on is not None and listed_on <= stopped_on
