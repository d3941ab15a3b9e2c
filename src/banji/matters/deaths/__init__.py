"""The dead still registered (死亡应销未销): from a signal to a lawful cancellation, never of the living."""
