"""Writes of this room, by subject. Each is one act in the trail; `by` is the security administrator or a job."""

from banji.accounts.operations.accounts import (
    change_password,
    create_account,
    reset_password,
    reset_second_factor,
    set_active,
    unlock,
)
from banji.accounts.operations.areas import give_area, take_area
from banji.accounts.operations.leaves import call_back, go_on_leave
from banji.accounts.operations.organisations import close_organisation, create_organisation
from banji.accounts.operations.posts import (
    appoint,
    appoint_deputy,
    create_post,
    end_holding,
    hand_over,
)

__all__ = [
    "appoint",
    "appoint_deputy",
    "call_back",
    "change_password",
    "close_organisation",
    "create_account",
    "create_organisation",
    "create_post",
    "end_holding",
    "give_area",
    "go_on_leave",
    "hand_over",
    "reset_password",
    "reset_second_factor",
    "set_active",
    "take_area",
    "unlock",
]
