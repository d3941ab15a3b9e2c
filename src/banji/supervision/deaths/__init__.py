"""The dashboard of the clean-up of dead persons still on the register (plan 三(三); domain 6.2)."""
