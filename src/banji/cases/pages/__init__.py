"""The pages of cases: the desk, the list, the case and its steps, alarms, the law in force, the clock of a demo."""

from banji.accounts.roles import POLICE, Role

READERS = (*POLICE, Role.SUPERVISOR)
ACTORS = (*READERS, Role.GRID_WORKER)
