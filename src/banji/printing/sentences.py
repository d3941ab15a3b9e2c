"""What a person reads when a constraint of this room refuses a row."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.foundation.errors import say

say(
    "one_standing_paper_per_subject",
    _("Somebody else has just issued this paper. Look at the papers issued so far."),
)
