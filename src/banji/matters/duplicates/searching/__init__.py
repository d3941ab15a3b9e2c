"""Searching the whole register for what may be wrong, and opening a case for each: the machine proposes, nothing more."""
