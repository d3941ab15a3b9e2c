"""Each figure in docs/performance.md comes from a command here; `make bench` runs them all."""
