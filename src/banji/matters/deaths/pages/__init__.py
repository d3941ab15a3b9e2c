"""The matter's own pages: reporting a death, visits, one village's notices."""
