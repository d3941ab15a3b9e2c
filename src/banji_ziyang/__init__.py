"""Ziyang as a package: division lists, aliases, offices, thresholds. Another city copies this folder."""
