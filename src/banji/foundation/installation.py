"""What this installation is. Written once by the owner, with the first migration; never changed by the site."""

from __future__ import annotations

from django.conf import settings
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext_lazy as _

from banji.foundation.models import Installation

_FOUND = """
INSERT INTO foundation_installation ("only", kind, clock_shift, clock_moved_by, created_at)
VALUES (true, %s, '0', '', clock_timestamp()) ON CONFLICT DO NOTHING
"""


def found(cursor: CursorWrapper) -> None:
    """Write the one row, as the owner. A second call changes nothing: a live city never becomes a demo."""
    cursor.execute(_FOUND, [settings.BANJI_INSTALLATION])


def kind() -> str:
    """live, demo or test."""
    return Installation.objects.values_list("kind", flat=True).first() or Installation.LIVE


def is_demo() -> bool:
    return kind() == Installation.DEMO


BANNERS = {
    Installation.DEMO: _("Demonstration: everybody here is invented, and the clock can be moved."),
    Installation.TEST: _("Test installation."),
}
