"""The pages of the register: find, open a person or a household, and what a citizen sees of himself."""
