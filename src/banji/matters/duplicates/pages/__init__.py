"""What was found, filtered; and the searches that found it."""

from banji.accounts.roles import Role

SEE = (Role.OFFICER, Role.STATION_CHIEF, Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.SUPERVISOR)
SEARCHES = (Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.SUPERVISOR)
