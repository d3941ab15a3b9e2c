"""Accounts, organisations, dated posts by role and area. Work belongs to the post, not to the person."""
