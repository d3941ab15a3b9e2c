"""An invented city on real place names, with known truth: people, households, dirt in the lists."""
