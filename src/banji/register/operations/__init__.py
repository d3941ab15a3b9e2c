"""What may be done to the register. Each act locks the persons first, then takes its time, and is undone by another.

"On D" means the end of D: somebody who died on D is cancelled with effect of D, so the old registration holds up to,
not including, D (`valid_to = D`) and the cancellation from D on. What happened earlier that day stands in the events.

An act says what happened (`entering`), and the chains follow from all that ever happened (`chains`, `timeline`).
"""

from banji.register.lawful import Brought
from banji.register.operations.across import arrived_elsewhere, move_in, move_out, re_register
from banji.register.operations.asking import Asked, Doubt
from banji.register.operations.births import DiedBefore, Newcomer, back_register, register_birth
from banji.register.operations.cancellation import cancel, cancel_death
from banji.register.operations.cards import void_id_card
from banji.register.operations.certificates import issue_certificate_again
from banji.register.operations.correcting_relations import correct_relation, correct_relations
from banji.register.operations.households import change_seat, choose_head, divide, merge
from banji.register.operations.mirroring import Change, mirror
from banji.register.operations.moves import Home, move_within
from banji.register.operations.particulars import change, correct
from banji.register.operations.restoration import restore
from banji.register.operations.revocation import (
    Prospect,
    Standing,
    can_be_revoked,
    prospect,
    revoke,
)
from banji.register.operations.seats import Seat
from banji.register.operations.signs import note_sign_of_life

__all__ = [
    "Asked",
    "Brought",
    "Change",
    "DiedBefore",
    "Doubt",
    "Home",
    "Newcomer",
    "Prospect",
    "Seat",
    "Standing",
    "arrived_elsewhere",
    "back_register",
    "can_be_revoked",
    "cancel",
    "cancel_death",
    "change",
    "change_seat",
    "choose_head",
    "correct",
    "correct_relation",
    "correct_relations",
    "divide",
    "issue_certificate_again",
    "merge",
    "mirror",
    "move_in",
    "move_out",
    "move_within",
    "note_sign_of_life",
    "prospect",
    "re_register",
    "register_birth",
    "restore",
    "revoke",
    "void_id_card",
]
