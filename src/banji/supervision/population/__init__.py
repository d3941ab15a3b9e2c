"""The registered population of an area: by age and sex on a day, and how it changed in a month (domain 6.2, 6.7)."""
