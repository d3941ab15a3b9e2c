"""What the law asks of a move, page by page: who moves, whereto, and who has signed.

residents       whoever is registered in the city: within it, to another station of it, out of it, enlisted
from_outside    who comes: as his own papers say
joining         both of these, begun on the page of the household they come into
parts           what both ask: where to, which group, and in which order
"""

from banji.matters.migration.forms.from_outside import OWN_PAPERS, MoveInForm
from banji.matters.migration.forms.joining import JoinFromCityForm, JoinFromOutsideForm
from banji.matters.migration.forms.parts import MOVES, RELATION, SIGNED
from banji.matters.migration.forms.residents import (
    LEAVING,
    EnlistForm,
    MoveHereForm,
    MoveOutForm,
    MoveWithinForm,
)

__all__ = [
    "LEAVING",
    "MOVES",
    "OWN_PAPERS",
    "RELATION",
    "SIGNED",
    "EnlistForm",
    "JoinFromCityForm",
    "JoinFromOutsideForm",
    "MoveHereForm",
    "MoveInForm",
    "MoveOutForm",
    "MoveWithinForm",
]
