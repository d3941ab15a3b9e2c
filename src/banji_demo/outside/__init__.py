"""The outside world, simulated: systems of others that know the platform by its guides and their key alone."""
