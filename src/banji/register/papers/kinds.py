"""The kinds of papers of the register."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.printing import kinds
from banji.printing.kinds import PaperKind
from banji.register.papers.standing import still_true

BOOK = PaperKind("household_book", _("Household book"), "HKB", still_true)
MEMBER_PAGE = PaperKind("member_page", _("Page of the household book"), "HKY", still_true)
SHEET = PaperKind("register_sheet", _("Register sheet of a permanent resident"), "DJB", still_true)
CANCELLATION = PaperKind(
    "cancellation_proof", _("Proof that a registration was cancelled"), "ZXZ", still_true
)
RESTORATION = PaperKind("restoration_proof", _("Proof that a registration was restored"), "HFZ", still_true)
MIGRATION = PaperKind("migration_certificate", _("Migration certificate"), "QYZ", still_true)
PERMIT = PaperKind("move_in_permit", _("Permit to move in"), "ZQZ", still_true)
NUMBER = PaperKind("number_letter", _("Letter about an old and a new citizen number"), "HMZ", still_true)
ADDRESS = PaperKind("address_proof", _("Proof that an address is written otherwise now"), "DZZ", still_true)
VILLAGE = PaperKind("village_proof", _("Proof that a village has another name now"), "CMZ", still_true)

ALL = (BOOK, MEMBER_PAGE, SHEET, CANCELLATION, RESTORATION, MIGRATION, PERMIT, NUMBER, ADDRESS, VILLAGE)


def tell() -> None:
    """Register them with the room that keeps what was issued."""
    for kind in ALL:
        kinds.register(kind)
