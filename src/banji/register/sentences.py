"""What a person reads when a constraint of the register refuses a row."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.foundation.errors import say

_TWICE = _(
    "This person would have two registrations at the same time. Somebody else was faster: look at the new state."
)

say("one_status_at_every_instant", _TWICE)
say(
    "one_set_of_particulars",
    _("This person would have two sets of particulars at the same time. Look at the new state."),
)
say(
    "one_state_per_household",
    _("This household would have two states at the same time. Look at the new state."),
)
say(
    "one_head_task_per_household",
    _("Somebody else has just changed this household. Look at the new state."),
)
say(
    "one_event_per_place_in_day",
    _("Another event of this person was recorded in the same instant. Please try again."),
)
say("one_event_per_external_ref", _("This event of the register of record has been taken over already."))
say("one_person_per_ref", _("A person with this reference of the register of record is here already."))
say("one_household_per_ref", _("A household with this number of the earlier register is here already."))
say(
    "one_holder_per_citizen_id",
    _(
        "Somebody else holds this citizen number. Mark it as disputed for both: nobody loses service meanwhile."
    ),
)
