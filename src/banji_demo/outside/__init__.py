"""The world outside the platform, simulated: other systems that the city exchanges files with."""
