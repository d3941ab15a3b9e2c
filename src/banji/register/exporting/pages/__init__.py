"""The pages of lists of persons: mine and those to decide about, asking, and one request."""
