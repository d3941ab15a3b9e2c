"""What may go wrong with a file handed in or kept."""

from __future__ import annotations

from banji.foundation.errors import Refused


class NotAccepted(Refused):
    """The file cannot be taken: too large, empty, or of a kind that is not accepted."""


class Damaged(Exception):
    """The bytes on disk are missing or no longer the ones that were stored: an operator must look."""
