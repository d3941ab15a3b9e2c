"""Lists as other people type them, with honest dirt and the truth beside each row."""

from banji_demo.lists.cremations import cremations
from banji_demo.lists.listed import CremationList

__all__ = ["CremationList", "cremations"]
