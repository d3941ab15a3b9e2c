"""Who may open which page: read from the marks of the views behind the URLconf, so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

from banji.accounts.access import Allowed, View


class Row(NamedTuple):
    """One address of the site. `who` is None where the view does not say: a fault, and such a page answers nobody."""

    pattern: str
    name: str
    who: Allowed | None


def permission_table() -> list[Row]:
    """Every address of the site, in the order of the URLconf."""
    return list(_rows(get_resolver().url_patterns, "/", ""))


def _rows(patterns: Sequence[URLPattern | URLResolver], path: str, namespace: str) -> Iterator[Row]:
    for pattern in patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _rows(pattern.url_patterns, here, inner)
        else:
            allowed = getattr(pattern.callback, "allowed", None)
            yield Row(
                here, namespace + (pattern.name or ""), allowed if isinstance(allowed, Allowed) else None
            )


def marked(included: Any, mark: Callable[[View], View]) -> Any:
    """Mark every unmarked view of an `include(…)` that comes from elsewhere: `marked(include("x.urls"), public)`."""
    urlconf = included[0]
    _mark_all(getattr(urlconf, "urlpatterns", urlconf), mark)
    return included


def _mark_all(patterns: Sequence[URLPattern | URLResolver], mark: Callable[[View], View]) -> None:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _mark_all(pattern.url_patterns, mark)
        elif not isinstance(getattr(pattern.callback, "allowed", None), Allowed):
            mark(pattern.callback)
