"""Who did and who saw what: one row an act, chained by keyed digests in lanes, and register rows sealed by it."""
