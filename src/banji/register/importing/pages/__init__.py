"""The pages of taking files over: hand in, say what is what, see the counts, confirm, correct what was set aside."""
