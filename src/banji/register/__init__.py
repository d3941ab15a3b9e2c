"""Persons, households, registrations, events and signs of life: the two time axes live here."""
