"""The context processor of every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from banji.web.frame import MAX_ROOMS, Frame
from banji.web.preferences import preferred


def frame(request: HttpRequest) -> dict[str, Any]:
    """`frame` (a `Frame`), `theme` (auto, light, dark) and `elder` (larger type) for base.html.

    `settings.BANJI_FRAME` names a function `(request) -> Frame`; without it every page is a visitor's.
    It is asked once a request, and only when a page really shows the frame.
    """
    kept: list[Frame] = []

    def shown() -> Frame:
        if not kept:
            path = getattr(settings, "BANJI_FRAME", "")
            found = import_string(path)(request) if path else Frame()
            kept.append(found._replace(rooms=found.rooms[:MAX_ROOMS]))
        return kept[0]

    return {
        "frame": shown,
        "theme": preferred(request, "theme"),
        "elder": preferred(request, "elder") == "on",
        "here": request.path,
    }
