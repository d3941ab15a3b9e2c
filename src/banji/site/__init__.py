"""Settings, URLs, the `banji` command and the embedded PostgreSQL: where the house is put together."""
