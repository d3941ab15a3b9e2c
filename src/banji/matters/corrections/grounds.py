"""Why a correction is refused: what the citizen reads, with the article and what he can do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banji.law.sources import Citation
from banji.matters.corrections.rules import CHECKING


@dataclass(frozen=True, slots=True)
class Ground:
    title: str | Promise
    source: Citation
    remedy: str | Promise


GROUNDS = {
    "NOT_PROVED": Ground(
        _("The papers do not prove that the register is wrong."),
        CHECKING,
        _("When you find papers that prove it, ask again."),
    ),
    "RIGHT": Ground(
        _("The register was found to be right."), CHECKING, _("If you have other papers, ask again.")
    ),
    "HAS_CHANGED": Ground(
        _("It is no error: something has become otherwise since."),
        CHECKING,
        _("Declare the change, or the move, at your police station."),
    ),
    "NOT_HERE": Ground(
        _("This is not put right in the register."),
        CHECKING,
        _("Go to the office that the reason names."),
    ),
}
