"""From a written address to the seven segments and back. Plain Python: no database, no Django.

`split` takes a text apart by a list of small steps (`steps.PIPELINE`), `explain` shows what each of them took, `render`
writes the standard form. Nothing is lost: the pieces with the rest, put together, are the text as written.
"""

from banji.addresses.standardise.codes import is_code, new_code
from banji.addresses.standardise.gazetteer import Gazetteer, Place
from banji.addresses.standardise.segments import FIELDS, Piece, Segments, Split, render
from banji.addresses.standardise.steps import explain, split

__all__ = [
    "FIELDS",
    "Gazetteer",
    "Piece",
    "Place",
    "Segments",
    "Split",
    "explain",
    "is_code",
    "new_code",
    "render",
    "split",
]
