"""Banji 版籍: a city's working platform for population registration."""
