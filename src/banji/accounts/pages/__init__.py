"""Pages of this room: signing in, what is mine, and those of the security and the audit administrator."""
