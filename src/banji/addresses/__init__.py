"""Divisions with validity and successors, and the seven-segment standard address."""
