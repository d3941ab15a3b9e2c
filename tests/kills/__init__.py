"""Killed with `kill -9` at random points, process or database: started again, nothing is lost and nothing is twice."""
