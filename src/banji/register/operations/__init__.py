"""What may be done to the register. Each act locks the person first, then takes its time, and is undone by another.

"On D" means the end of D: somebody who died on D is cancelled with effect of D, so the old registration holds up to,
not including, D (`valid_to = D`) and the cancellation from D on. What happened earlier that day stands in the events.
"""

from banji.register.operations.cancellation import cancel_death
from banji.register.operations.cards import void_id_card
from banji.register.operations.mirroring import Change, mirror
from banji.register.operations.restoration import restore
from banji.register.operations.signs import note_sign_of_life

__all__ = ["Change", "cancel_death", "mirror", "note_sign_of_life", "restore", "void_id_card"]
