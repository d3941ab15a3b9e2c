"""What was found, filtered; and the searches that found it."""

from django.utils.translation import gettext_lazy as _

from banji.accounts.roles import Role
from banji.accounts.rooms import Wing

SEE = (Role.OFFICER, Role.STATION_CHIEF, Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.SUPERVISOR)
SEARCHES = (Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.SUPERVISOR)
WING = Wing(_("Duplicates"), "git-merge")
