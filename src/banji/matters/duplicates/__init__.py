"""Registered twice (重户), two people with one number (重号), a wrong number (错号): found by the machine, decided by officers."""
