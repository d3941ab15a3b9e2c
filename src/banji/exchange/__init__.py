"""What comes in and what goes out: nothing received is lost, what must be told is told."""
