"""Pages without an account: whether a paper is genuine."""
