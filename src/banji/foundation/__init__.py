"""What every room stands on: the clock, errors, identifiers, append-only grants, the secrets table, jobs."""
