"""Papers and photos: content-addressed, encrypted, stripped of position data."""
