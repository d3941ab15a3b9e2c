"""The three procedures as tables (domain 5.12)."""

from banji.matters.duplicates.procedures import registration, shared_number, wrong_number

PROCEDURES = (registration.PROCEDURE, shared_number.PROCEDURE, wrong_number.PROCEDURE)
