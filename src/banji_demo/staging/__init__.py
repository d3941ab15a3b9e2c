"""The demo's stage: offices and officers of the invented city, the outside world, and the story told in order."""
