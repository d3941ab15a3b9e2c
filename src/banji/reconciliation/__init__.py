"""A batch of rows as sent, matched with the register, decided by a clerk, handed over to a matter."""
