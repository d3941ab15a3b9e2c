class DatabaseUnavailable(RuntimeError):
    """No usable database; the message says what to install or set."""
