"""Something in my record is wrong (变更、更正): a citizen asks, the police check, decide and put the register right."""
